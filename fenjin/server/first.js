// Runs before the page's own script, in any browser: says whether this one can run that, whether the live connection comes about, and
// whether something else has rewritten the page, as a translator does.
;(function () {
  var LONGEST = 8 // seconds that a page waits for its connection before it says so
  var LATEST = 3 // seconds after the end of a run at which the live page is shown, whatever it lacks
  var waited = 0
  var waiting
  var ended = 0

  function show(name, shown) {
    document.getElementById(name).hidden = !shown
  }

  function find(selector) {
    return document.querySelector(selector)
  }

  // Whether all that is in sight of the live page is drawn: what is yet to come would move what stands below it.
  function drawn() {
    var parts = "#root .stBidiComponent, #root .fenjin-figure, #root [data-testid=stSkeleton]"
    return Array.prototype.every.call(document.querySelectorAll(parts), function (part) {
      return part.shadowRoot || part.firstChild || part.getBoundingClientRect().top > innerHeight
    })
  }

  // Whether the live page stands, with its top, which comes last, and with what takes the place of the first screenful; or has ended
  // without it a while ago.
  function stands(screen) {
    var app = find("[data-testid=stApp]")
    var awaits = screen.getAttribute("data-awaits")
    if (!app || !find("#root .st-key-appearance")) return false
    if ((!awaits || find("#root ".concat(awaits))) && drawn()) return true
    if (app.getAttribute("data-test-script-state") !== "notRunning") ended = 0
    else ended = ended || Date.now()
    return ended && Date.now() - ended > LATEST * 1000
  }

  // The same thing on the live page as what has the focus: what is pressed for the same code, or the page's own beginning.
  function counterpart(element) {
    var code = ""
    var kind = ["data-target", "data-row", "data-column", "data-cell"].filter(function (each) {
      return element.getAttribute(each)
    })[0]
    if (kind) {
      code = element.getAttribute(kind)
      return find("#root [".concat(kind, '="', code, '"]'))
    }
    return Array.prototype.filter.call(document.querySelectorAll("#root [data-testid=stTopNavLink]"), function (link) {
      return link.textContent.trim() === element.textContent.trim()
    })[0]
  }

  // The first screenful gives way in the moment in which the live page stands: place and focus stay where they were.
  function giveWay() {
    var screen = document.getElementById("fenjin-screen")
    if (!screen) return
    var timer = setInterval(watch, 100)
    var changing = new MutationObserver(watch)
    function watch() {
      if (!stands(screen)) return
      clearInterval(timer)
      changing.disconnect()
      // After the frame in which its figure is drawn.
      requestAnimationFrame(function () {
        var focused = screen.contains(document.activeElement) && counterpart(document.activeElement)
        var main = find("[data-testid=stMain]")
        var top = screen.scrollTop
        screen.parentNode.removeChild(screen)
        // Its style would be held against each element at every change.
        var style = document.getElementById("fenjin-screen-style")
        style.parentNode.removeChild(style)
        if (main && top) main.scrollTop = top
        if (focused) focused.focus({ preventScroll: true })
      })
    }
    changing.observe(document.getElementById("root"), { childList: true, subtree: true })
  }

  function look() {
    var app = find("[data-testid=stApp]")
    if (!app) return
    // A proxy may take up the connection and pass nothing on: it stands when the server has said something.
    if (
      app.getAttribute("data-test-connection-state") === "CONNECTED" &&
      app.getAttribute("data-test-script-state") !== "initial"
    ) {
      clearInterval(waiting)
      show("fenjin-apart", false)
    } else {
      waited += 1
      if (waited === LONGEST) show("fenjin-apart", true)
    }
  }

  // Translators put an element round words that no page of ours has; some mark what they have changed.
  function rewrites(change) {
    return (
      change.type === "attributes" ||
      Array.prototype.some.call(change.addedNodes, function (node) {
        return node.nodeName === "FONT"
      })
    )
  }

  // What stands in place of the page's own words is no longer changed with them, so that old words would stand over new figures: with the
  // next choice, which is in the link, the page is loaded again.
  function watchRewriting() {
    var rewriting = new MutationObserver(function (changes) {
      if (!changes.some(rewrites)) return
      rewriting.disconnect()
      show("fenjin-rewritten", true)
      var link = location.href
      setInterval(function () {
        if (location.href === link) return
        show("root", false)
        var app = find("[data-testid=stApp]")
        if (!app || app.getAttribute("data-test-script-state") === "notRunning") location.reload()
      }, 50)
    })
    rewriting.observe(document.getElementById("root"), {
      attributeFilter: ["_msttexthash", "_mstmutation"],
      childList: true,
      subtree: true,
    })
  }

  // One press is one step back: only the first address that is written after it is a new entry of the history; what the program adds by
  // itself, list and version, never is, nor is another language.
  function keepHistory() {
    var pressed = false
    ;["pointerdown", "keydown", "change"].forEach(function (kind) {
      addEventListener(
        kind,
        function (event) {
          if (event.isTrusted) pressed = true
        },
        true,
      )
    })
    addEventListener("popstate", function () {
      pressed = false
    })
    var push = history.pushState.bind(history)
    history.pushState = function (state, title, address) {
      if (!pressed) return history.replaceState(state, title, address)
      if (address && choice(new URL(address, location.href)) === choice(location)) {
        return history.replaceState(state, title, address)
      }
      pressed = false
      return push(state, title, address)
    }
  }

  // Streamlit's script, once what stands in the page is painted: it keeps the browser busy for a while.
  function start() {
    var link = find("link[data-entry]")
    var script = document.createElement("script")
    if (!link) return
    link.removeAttribute("data-entry")
    script.type = "module"
    script.crossOrigin = "anonymous"
    script.src = link.href
    document.head.appendChild(script)
  }

  function startWhenPainted() {
    requestAnimationFrame(function () {
      setTimeout(start)
    })
    // Of a tab that is out of sight no frame is made.
    setTimeout(start, 200)
  }

  // What an address is about, without what the program adds to each, and without the language, which goes with the reader as the
  // appearance does: Back would show the same screen in the same language.
  function choice(address) {
    var params = new URLSearchParams(address.search)
    params.delete("lang")
    params.delete("v")
    params.delete("list")
    params.sort()
    return [address.pathname, params].join("?")
  }

  try {
    // The newest thing that Streamlit's script is made of.
    new RegExp("", "v")
  } catch (_error) {
    show("root", false)
    show("fenjin-old", true)
    return
  }
  waiting = setInterval(look, 1000)
  watchRewriting()
  keepHistory()
  giveWay()
  startWhenPainted()
})()
