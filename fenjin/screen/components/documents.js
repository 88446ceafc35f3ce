// A published text that was attached belongs to its tab: it is kept there, and handed over again to the tab's next visit.

import { attempt } from "./storage.js"

const KEPT = "fenjin-document "

/** What becomes of the texts that a tab keeps: their numbers (SHA-256) to keep, to forget and to hand over.
 *
 * `attached` are those that the visit has, null where it knows of none yet; `owed` those that were not yet handed over to it.
 */
export function settle(kept, attached, owed) {
  const due = (attached === null ? kept : owed).filter((each) => !attached?.includes(each))
  return {
    keep: (attached ?? []).filter((each) => !kept.includes(each)),
    forget: attached === null ? [] : kept.filter((each) => !attached.includes(each) && !due.includes(each)),
    owed: due,
  }
}

// Called whenever a page has been drawn. One text is handed over in a run.
export function keepDocuments(attached, send) {
  attempt(() => {
    const kept = Object.keys(sessionStorage).flatMap((key) => (key.startsWith(KEPT) ? [key.slice(KEPT.length)] : []))
    const { keep, forget, owed } = settle(kept, attached, window.fenjinOwed ?? [])
    for (const each of forget) sessionStorage.removeItem(KEPT + each)
    for (const each of keep) {
      // A text for which the browser has no room is known to have been there.
      sessionStorage.setItem(KEPT + each, "")
      attempt(() => sessionStorage.setItem(KEPT + each, window.fenjinOffered ?? ""))
    }
    window.fenjinOffered = undefined
    const [next, ...others] = owed
    window.fenjinOwed = others
    if (next) send("document", sessionStorage.getItem(KEPT + next))
  })
}
