// A text with numbered lines: tells what was typed once the typing pauses, and marks lines.
const PAUSE_MS = 350

export default function ({ data, parentElement, setStateValue }) {
  const lines = parentElement.querySelector(".lines")
  const area = parentElement.querySelector("textarea")
  if (!lines || !area) return

  const tell = () => {
    clearTimeout(area.pause)
    if (area.told !== area.value) {
      area.told = area.value
      setStateValue("text", area.value)
    }
  }
  const number = () => {
    const count = area.value.split("\n").length
    const wrong = area.wrong ?? new Map()
    const rows = []
    for (let line = 1; line <= count; line++) {
      const row = document.createElement("div")
      row.textContent = line
      if (wrong.has(line)) {
        row.className = "wrong"
        row.title = wrong.get(line)
      }
      rows.push(row)
    }
    lines.replaceChildren(...rows)
    lines.scrollTop = area.scrollTop
  }

  if (area.told === undefined) area.value = area.told = data.text
  area.setAttribute("aria-label", data.label)
  area.setAttribute("aria-invalid", data.mistakes.length > 0)
  area.wrong = new Map(data.mistakes.map(each => [each.line, each.said]))
  area.oninput = () => {
    number()
    clearTimeout(area.pause)
    area.pause = setTimeout(tell, PAUSE_MS)
  }
  area.onblur = tell
  area.onscroll = () => { lines.scrollTop = area.scrollTop }
  area.onkeydown = event => {
    if (event.key !== "Enter" || event.isComposing) return
    // A new line begins below what the last one said; after a colon, one step further in.
    event.preventDefault()
    const line = area.value.slice(0, area.selectionStart).split("\n").pop()
    const further = /:\s*$/.test(line) ? "  " : ""
    area.setRangeText("\n" + " ".repeat(line.match(/^ *(- +)?/)[0].length) + further, area.selectionStart, area.selectionEnd, "end")
    area.oninput()
  }
  number()
  return () => clearTimeout(area.pause)
}
