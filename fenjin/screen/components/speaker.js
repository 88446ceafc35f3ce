// The window of who speaks, beside the slides: what is on the wall, what comes next, his remark and words to say, the time. It is a window
// of the same page, which the show draws itself: no step of it needs the network.

const NAME = "fenjin-speaker"
const SHAPE = "popup,width=1180,height=820"

// What a key in this window may do to the show: steps and darkness. A wall is filled and left from the wall's own window.
export const besideOnly = (state, next) => (next && !next.effect && next.help === state.help ? next : null)

// How long somebody speaks, from milliseconds: 1:05, 12:34, 1:02:03.
export function lengthOf(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const [first, ...rest] = parts[0] ? parts : parts.slice(1)
  return [first, ...rest.map((part) => String(part).padStart(2, "0"))].join(":")
}

// What the window says of a slide (from 0): its own remark, words to say, and which slide follows (null for none).
export function besideSlide(slides, at) {
  const { remark, say } = slides[at]
  return { remark, say, next: at + 1 < slides.length ? at + 1 : null }
}

// Opens the window, or brings the one that is open to the front; null where the browser does not allow it. `onKey` is told of its keys,
// `onPress` of its buttons by their names.
export function openSpeaker({ html, css, words, lang }, onKey, onPress) {
  const own = window.open("", NAME, SHAPE)
  if (!own) return null
  own.focus()
  const page = own.document
  page.documentElement.lang = lang
  page.title = words.speaker
  const style = page.createElement("style")
  style.textContent = css
  page.head.replaceChildren(style)
  page.body.innerHTML = html
  const find = (name) => page.querySelector(name)
  for (const button of page.querySelectorAll("button")) {
    button.ariaLabel = button.title = words[button.name]
    button.onclick = () => onPress(button.name)
  }
  find(".following").textContent = words.next
  const start = Date.now()
  function tick() {
    const now = new Date()
    find(".day").textContent = now.toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit" })
    find(".since").textContent = lengthOf(now - start)
  }
  tick()
  // The window's own clock: that of a page out of sight goes slowly.
  own.setInterval(tick, 1000)
  own.addEventListener("keydown", onKey)

  return {
    get isOpen() {
      return !own.closed
    },
    draw(slides, at, onWall, isBlank) {
      const { remark, say, next } = besideSlide(slides, at)
      find(".now").innerHTML = onWall
      find(".next").innerHTML = next === null ? "" : slides[next].drawn
      find(".following").textContent = next === null ? words.end : words.next
      find(".place").textContent = `${at + 1} / ${slides.length}`
      find(".remark").textContent = remark
      find(".say").replaceChildren(
        ...say.map((text) => {
          const line = page.createElement("li")
          line.textContent = text
          return line
        }),
      )
      page.body.classList.toggle("blank", isBlank)
    },
    close() {
      own.close()
    },
  }
}
