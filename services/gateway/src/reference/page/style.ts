/** One accent, system fonts, both color schemes. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --panel: #f6f5f2; --ink: #1d1c1a; --soft: #65625c; --line: #e3e0da; --accent: #0b6e63; --glow: #0b6e6314;
  --get: #0b6e63; --post: #8a4b08; --put: #5a4bb0; --patch: #5a4bb0; --delete: #a92929;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161715; --panel: #1d1f1c; --ink: #eae8e3; --soft: #a09c94; --line: #31332f; --accent: #5cc9b8; --glow: #5cc9b81f;
    --get: #5cc9b8; --post: #e0a458; --put: #a99cf0; --patch: #a99cf0; --delete: #ee8080;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; display: grid; grid-template-columns: 19.5rem minmax(0, 1fr);
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
  background: var(--paper); color: var(--ink);
}
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, pre, kbd, .path, .method { font-family: var(--mono); font-size: .875em; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--paper); z-index: 2; }
[hidden] { display: none !important; }

nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.75rem 1.25rem 3rem; background: var(--panel); border-right: 1px solid var(--line); font-size: .875rem; }
.brand { margin: 0 0 1.25rem; font-size: 1.25rem; font-weight: 650; letter-spacing: -.01em; }
.search { position: relative; display: block; }
.search span { display: block; margin-bottom: .25rem; color: var(--soft); font-size: .8125rem; }
.search input { width: 100%; padding: .5rem 2rem .5rem .625rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
.search kbd { position: absolute; right: .5rem; bottom: .5rem; padding: 0 .375rem; color: var(--soft); border: 1px solid var(--line); border-radius: 4px; }
#found { min-height: 1.25rem; margin: .375rem 0 0; color: var(--soft); font-size: .8125rem; }
nav h2 { margin: 1.25rem 0 .25rem; font-size: .9375rem; }
nav h2 a { color: inherit; }
nav h3 { margin: .75rem 0 .125rem; color: var(--soft); font-size: .8125rem; font-weight: 500; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: flex; gap: .5rem; padding: .1875rem .375rem; margin: 0 -.375rem; color: inherit; border-radius: 4px; }
nav li a:hover { background: var(--glow); text-decoration: none; }
nav .method { flex: 0 0 2.75rem; font-size: .6875rem; line-height: 1.9; }

main { padding: 3rem clamp(1.25rem, 5vw, 4.5rem) 8rem; max-width: 64rem; }
main:focus { outline: none; }
h1 { margin: 0 0 .25rem; font-size: 2.125rem; line-height: 1.2; letter-spacing: -.02em; font-weight: 650; }
main h2 { margin: 4rem 0 0; padding-bottom: .5rem; font-size: 1.5rem; letter-spacing: -.01em; border-bottom: 1px solid var(--line); }
main h3 { margin: 2rem 0 .5rem; font-size: 1rem; color: var(--soft); font-weight: 500; }
h4 { margin: 1.5rem 0 .375rem; font-size: .875rem; }
.media { color: var(--soft); font-weight: 400; }
p { margin: .5rem 0; }
.facts { display: flex; flex-wrap: wrap; gap: .125rem 1.25rem; color: var(--soft); font-size: .875rem; }
.introduction { margin-top: 2rem; padding: 1rem 1.25rem; background: var(--panel); border-radius: 8px; font-size: .9375rem; }

details { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; }
details[open] { box-shadow: 0 1px 3px #0000000f; }
summary { display: flex; align-items: baseline; gap: .875rem; padding: .6875rem 1rem; cursor: pointer; list-style: none; border-radius: 8px; }
summary::-webkit-details-marker { display: none; }
summary:hover { background: var(--glow); }
.method { text-transform: uppercase; font-weight: 650; }
summary .method { flex: 0 0 3.5rem; font-size: .75rem; }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); } .patch { color: var(--patch); } .delete { color: var(--delete); }
.path { overflow-wrap: anywhere; }
.path em { color: var(--soft); font-style: normal; }
.what { margin-left: auto; padding-left: 1rem; color: var(--soft); font-size: .875rem; text-align: right; }
.body { padding: .25rem 1.25rem 1.25rem; border-top: 1px solid var(--line); }

.fields { margin: 0; }
.field { display: grid; grid-template-columns: minmax(9rem, 15rem) minmax(0, 1fr); gap: .25rem 1.25rem; padding: .4375rem 0; border-top: 1px solid var(--line); font-size: .9375rem; }
.field:first-child { border-top: 0; }
.field dt { overflow-wrap: anywhere; }
.field dd { margin: 0; }
.field p { margin: .125rem 0 0; color: var(--soft); font-size: .875rem; }
.field .fields { margin-top: .375rem; padding-left: .875rem; border-left: 2px solid var(--line); }
.optional, .limit { margin-left: .625rem; color: var(--soft); font-size: .8125rem; }
.answer { display: grid; grid-template-columns: 3rem minmax(0, 1fr); gap: 0 1rem; padding: .375rem 0; border-top: 1px solid var(--line); font-size: .9375rem; }
h4 + .answer { border-top: 0; }
.answer p { margin: 0 0 .125rem; }
.status { font-family: var(--mono); font-size: .875rem; color: var(--soft); }
.status.ok { color: var(--accent); font-weight: 650; }
pre { margin: 0; padding: .75rem 1rem; overflow-x: auto; background: var(--panel); border-radius: 6px; line-height: 1.7; }
@media (max-width: 52rem) {
  body { display: block; }
  nav { position: static; height: auto; max-height: 50vh; border-right: 0; border-bottom: 1px solid var(--line); }
  main { padding-top: 2rem; }
  summary { flex-wrap: wrap; gap: .25rem .75rem; }
  .what { margin: 0; padding: 0; flex-basis: 100%; text-align: left; }
  .field { grid-template-columns: 1fr; }
}
@media print { nav, .skip { display: none; } body { display: block; } }
`
