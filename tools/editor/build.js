// Puts together the script with which SQL is written, of the packages in package-lock.json, and their licences:
//   node tools/editor/build.js FOLDER
// writes codemirror.<digest>.js and codemirror-LICENSE.txt there and prints the name of the first. `make editor` runs it.

import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const [folder] = process.argv.slice(2)
const here = fileURLToPath(new URL(".", import.meta.url))
const bundle = await build({
  absWorkingDir: here,
  entryPoints: ["parts.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  metafile: true,
  write: false,
})

// Who is in it, as it has come out.
const names = Object.entries(Object.values(bundle.metafile.outputs)[0].inputs)
  .filter(([, { bytesInOutput }]) => bytesInOutput)
  .map(([path]) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1])
const packages = [...new Set(names.filter(Boolean))].sort().map((name) => {
  const { version } = JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf-8"))
  return { title: `${name} ${version}`, licence: readFileSync(join(here, "node_modules", name, "LICENSE"), "utf-8").trim() }
})

const titles = packages.map(({ title }) => title)
const script = `/* ${titles.join(", ")}; licences in codemirror-LICENSE.txt */\n${bundle.outputFiles[0].text}`
const name = `codemirror.${createHash("sha256").update(script).digest("hex").slice(0, 8)}.js`
const licences = [...new Set(packages.map(({ licence }) => licence))].map((licence) => {
  const theirs = packages.filter((each) => each.licence === licence)
  return `${theirs.map(({ title }) => title).join(", ")}\n\n${licence}\n`
})
writeFileSync(join(folder, name), script)
writeFileSync(join(folder, "codemirror-LICENSE.txt"), licences.join("\n\n"))
console.log(name)
