// Draws a Plotly figure, and takes new data into the chart that stands there already: what the
// viewer zoomed into, switched off or points at stays. Streamlit runs this again for new data
// and for another theme.

function plotly(address) {
  // Kept on the window: each chart has a copy of this script, and the library is large.
  window.brownoutPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = address
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => {
      window.brownoutPlotly = undefined
      reject(new Error(`${address} cannot be loaded`))
    }
    document.head.append(script)
  })
  return window.brownoutPlotly
}

function dressed(layout, element) {
  const style = getComputedStyle(element)
  const tone = (name) => style.getPropertyValue(`--bo-${name}`).trim()
  // A custom property of light-dark() is only resolved where it colours something.
  const resolved = (name) => {
    element.style.color = `var(--bo-${name})`
    const colour = getComputedStyle(element).color
    element.style.color = ""
    return colour || tone(name)
  }
  const [ink, muted, line, card] = ["ink", "muted", "line", "card"].map(resolved)
  // Ticks that nobody sees keep the labels of the two axes apart.
  const gap = { ticks: "outside", ticklen: 7, tickcolor: "rgba(0,0,0,0)" }
  const axis = { gridcolor: line, zerolinecolor: line, tickfont: { color: muted }, ...gap }
  const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key))
  return {
    ...layout,
    font: { family: style.fontFamily, size: 12, color: ink },
    hoverlabel: { bgcolor: card, bordercolor: line, font: { color: ink, family: style.fontFamily } },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: muted, activecolor: ink },
    ...Object.fromEntries(
      axes.map((key) => [key, { ...axis, spikecolor: muted, ...layout[key] }]),
    ),
  }
}

const span = (range) => range.map((at) => Date.parse(`${at}`.replace(" ", "T"))).join()

// Plotly itself gives up a zoom in time as soon as the window moves on beneath it.
// Of another provider or window, as `alt` tells, nothing is kept.
function keepZoom(element, layout, alt) {
  layout.uirevision = alt
  const isOther = element.alt !== alt
  if (isOther) element.windows = new Set()
  element.alt = alt
  const shown = isOther ? undefined : element.layout?.xaxis?.range
  const given = layout.xaxis?.range
  if (layout.xaxis?.type !== "date" || !given) return
  element.windows.add(span(given))
  if (shown && !element.windows.has(span(shown))) layout.xaxis.range = [...shown]
}

export default function ({ data, parentElement }) {
  const element = parentElement.querySelector(".bo-chart")
  const { figure, config, address, alt } = data
  const { data: traces, layout } = JSON.parse(figure)
  element.style.minHeight = `${layout.height}px`
  element.setAttribute("aria-label", alt)
  element.drawing = (element.drawing ?? Promise.resolve())
    .then(() => plotly(address))
    .then((Plotly) => {
      if (!element.isConnected) return
      keepZoom(element, layout, alt)
      return Plotly.react(element, traces, dressed(layout, element), config)
    })
    .catch((error) => {
      if (!element.data) element.textContent = `This chart cannot be drawn: ${error.message}.`
    })
  return () => {
    if (window.Plotly && element.data) window.Plotly.purge(element)
  }
}
