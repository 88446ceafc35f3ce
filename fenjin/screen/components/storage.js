// What a browser keeps, which may be set to keep nothing: null, then, for what was asked of it.
export function attempt(act) {
  try {
    return act()
  } catch {
    return null
  }
}
