import { setCurrent } from "./rows.js"

// Which row of a table of figures stands out. Apart from the table, which need not come anew for it.
export default function ({ data }) {
  setCurrent(data.of, data.row)
}
