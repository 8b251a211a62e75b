// What the server drew into the page lies over it until Streamlit has drawn the same, which takes
// its scripts a second or so; then it goes, and leaves the viewer at the same place.

const PAINTED = "bo-first"
// What Streamlit draws last: our HTML or, where its server is quick, what stands below it.
const DRAWN = [":has(.bo-verdict) [data-testid=stExpander]", ".bo-wall", ".bo-login"]
const PATIENCE_MS = 15000

function followTheme() {
  // Where Streamlit keeps the choice of who does not want that of the machine.
  const chosen = localStorage.getItem(`stActiveTheme-${location.pathname}-v2`) ?? ""
  const scheme = /dark/i.test(chosen) ? "dark" : /light/i.test(chosen) ? "light" : null
  if (scheme) document.documentElement.style.setProperty("--bo-first-scheme", scheme)
}

function handOver() {
  const painted = document.getElementById(PAINTED)
  const scrolled = painted.scrollTop
  const address = painted.contains(document.activeElement)
    ? document.activeElement.getAttribute("href")
    : null
  painted.remove()
  const main = document.querySelector("[data-testid=stMain]")
  if (main && scrolled) main.scrollTop = scrolled
  if (address) document.querySelector(`#root a[href="${CSS.escape(address)}"]`)?.focus()
}

function watch() {
  const root = document.getElementById("root")
  const drawn = DRAWN.map((selector) => `#root ${selector}`).join()
  const watching = new MutationObserver(() => document.querySelector(drawn) && end())
  const giveUp = setTimeout(() => end(), PATIENCE_MS)
  function end() {
    watching.disconnect()
    clearTimeout(giveUp)
    handOver()
  }
  watching.observe(root, { childList: true, subtree: true })
}

function loadStreamlit() {
  const later = document.getElementById("bo-later")
  if (!later) return
  later.remove()
  document.head.append(document.importNode(later.content, true))
}

followTheme()
watch()
// Its scripts take the browser for themselves, so what is painted goes first. A tab behind others
// paints nothing, and waits for nothing.
requestAnimationFrame(() => setTimeout(loadStreamlit))
setTimeout(loadStreamlit, 300)
