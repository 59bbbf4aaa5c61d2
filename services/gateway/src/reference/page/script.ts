/** The page works without it: it only filters the contents, opens what a link leads to, and adds two keys. */
export const SCRIPT = `
const filter = document.getElementById('filter')
const found = document.getElementById('found')
const entries = [...document.querySelectorAll('nav li')]
const groups = [...document.querySelectorAll('nav [data-group]')].reverse()

function show() {
  const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean)
  let count = 0
  for (const entry of entries) {
    entry.hidden = !words.every(word => entry.dataset.words.includes(word))
    if (!entry.hidden) count++
  }
  for (const group of groups) group.hidden = !group.querySelector('li:not([hidden])')
  found.textContent = words.length === 0 ? '' : count === 1 ? '1 operation' : count + ' operations'
}

function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!(target instanceof HTMLDetailsElement)) return
  target.open = true
  target.scrollIntoView()
  target.querySelector('summary').focus({ preventScroll: true })
}

filter.addEventListener('input', show)
addEventListener('hashchange', open)
addEventListener('keydown', event => {
  if (event.key === '/' && document.activeElement !== filter) {
    event.preventDefault()
    filter.focus()
  }
  if (event.key === 'Escape' && document.activeElement === filter) {
    filter.value = ''
    show()
    filter.blur()
  }
  if (event.key === 'Enter' && document.activeElement === filter) {
    const first = entries.find(entry => !entry.hidden)
    if (first) first.querySelector('a').click()
  }
})
show()
open()
`
