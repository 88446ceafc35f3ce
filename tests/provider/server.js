// An OpenID provider on this machine, for the tests of signing in: `node server.js PORT REDIRECT_URI...`.
// Anybody signs in by writing a name; what roles belong to it stands in the claim `roles`.
// POST /test/next {"claims": {…}, "foreign": true} has the next ID token bear other claims, or another key's signature.
import { decodeJwt, exportJWK, generateKeyPair, importJWK, SignJWT } from "jose"
import { interactionPolicy, Provider } from "oidc-provider"

const [port, ...redirects] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`

async function key() {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: "one", alg: "RS256", use: "sig" }
}

const [own, foreign] = [await key(), await key()]
const policy = interactionPolicy.base()
policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }))

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "fenjin",
      client_secret: "of-no-use-elsewhere",
      redirect_uris: redirects,
      post_logout_redirect_uris: redirects,
    },
  ],
  claims: { openid: ["sub"], profile: ["name", "roles"], email: ["email"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["of-no-use-elsewhere"] },
  features: { devInteractions: { enabled: false } },
  interactions: { policy },
  jwks: { keys: [own] },
  async findAccount(_context, sub) {
    const roles = { analyst: ["staff", "data-people"], operator: ["server-people"], viewer: ["staff"] }[sub] ?? []
    return { accountId: sub, claims: () => ({ sub, name: `${sub} 甲`, roles }) }
  },
  async loadExistingGrant(context) {
    const grant = new context.oidc.provider.Grant({ clientId: "fenjin", accountId: context.oidc.session.accountId })
    grant.addOIDCScope("openid email profile")
    await grant.save()
    return grant
  },
})

async function body(context) {
  const parts = []
  for await (const part of context.req) parts.push(part)
  return Buffer.concat(parts).toString()
}

let next = null
provider.use(async (context, on) => {
  if (context.path === "/test/next") {
    next = JSON.parse(await body(context))
    context.body = {}
    return
  }
  if (context.path.startsWith("/interaction/")) {
    if (context.method === "GET") {
      context.type = "html"
      context.body = `<!doctype html><form method="post"><input name="name" autofocus><button>Sign in</button></form>`
    } else {
      const accountId = new URLSearchParams(await body(context)).get("name")
      context.respond = false
      await provider.interactionFinished(context.req, context.res, { login: { accountId }, select_account: {}, consent: {} })
    }
    return
  }
  await on()
  if (context.path === "/token" && context.body?.id_token && next) {
    const claims = { ...decodeJwt(context.body.id_token), ...next.claims }
    const signer = await importJWK(next.foreign ? foreign : own, "RS256")
    context.body.id_token = await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(signer)
    next = null
  }
})
provider.listen(Number(port), "127.0.0.1")
