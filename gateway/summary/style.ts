/** The only style of the summary page. Its hash stands in the page's policy. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --quiet: #566272; --paper: #fff; --line: #d9dee5; --accent: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --quiet: #a3afbd; --paper: #14181e; --line: #313a46; --accent: #7ab8ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; color: var(--accent); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
dt, .quiet, time, footer { color: var(--quiet); }
dd { margin: 0; }
dd ul { list-style: none; padding: 0; margin: 0; }
ul, ol { padding-left: 1.25rem; margin: 0; }
.transcript { list-style: none; padding: 0; border-top: 1px solid var(--line); }
.transcript li { padding: .6rem 0; border-bottom: 1px solid var(--line); }
.transcript time { font-variant-numeric: tabular-nums; margin-right: .5rem; }
.transcript p { margin: .15rem 0 0; white-space: pre-wrap; }
footer { margin-top: 2.5rem; font-size: .875rem; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
@media print { main { max-width: none; padding: 0; } }
`;
