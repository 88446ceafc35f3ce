// Runs before the page's own script, in any browser: says whether this one can run that, and whether the live connection comes about.
;(function () {
  var LONGEST = 8 // seconds that a page waits for its connection before it says so
  var waited = 0
  var waiting

  function show(name, shown) {
    document.getElementById(name).hidden = !shown
  }

  function look() {
    var app = document.querySelector("[data-testid=stApp]")
    if (!app) return
    if (app.getAttribute("data-test-connection-state") === "CONNECTED") {
      clearInterval(waiting)
      show("fenjin-apart", false)
    } else {
      waited += 1
      if (waited === LONGEST) show("fenjin-apart", true)
    }
  }

  try {
    // The newest thing that Streamlit's script is made of.
    new RegExp("", "v")
    waiting = setInterval(look, 1000)
  } catch (_error) {
    show("root", false)
    show("fenjin-old", true)
  }
})()
