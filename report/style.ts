/**
 * The report's style. Colours come in pairs, for light and dark, and are told apart by people who see red and green alike
 * (after M. Okabe and K. Ito, "Color Universal Design"); a sign and a word say the same as each of them.
 */
export const STYLE = `
:root { color-scheme: light dark;
  --ground: light-dark(#f6f7f8, #13161a); --surface: light-dark(#fff, #1b1f25); --sunken: light-dark(#f0f2f4, #15181d);
  --text: light-dark(#1a1d21, #e7e9ec); --quiet: light-dark(#565f6b, #a3acb8); --edge: light-dark(#dde1e6, #30363f);
  --good: light-dark(#066a4b, #5fcaa4); --good-ground: light-dark(#e2f3ed, #12352b);
  --bad: light-dark(#a8320a, #ff9a70); --bad-ground: light-dark(#fcebe3, #43210f);
  --warn: light-dark(#7a5000, #ebbd5c); --warn-ground: light-dark(#fbf1d9, #3a2d0c);
  --info: light-dark(#0a57a5, #80bbf7); --info-ground: light-dark(#e4effb, #12304d);
  --one: light-dark(#0072b2, #56b4e9); --two: light-dark(#b35000, #e69f00); --three: light-dark(#00795a, #2fc196); --four: light-dark(#a2487f, #dd93bd); }
:root[data-theme="light"] { color-scheme: light; } :root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
html { scroll-padding-top: 16px; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
header, .page { max-width: 1500px; margin: 0 auto; padding: 0 28px; }
header { padding-top: 36px; padding-bottom: 8px; }
main { min-width: 0; }
h1 { font-size: clamp(22px, 2.6vw, 32px); line-height: 1.25; margin: 6px 0 8px; letter-spacing: -.01em; text-wrap: balance; }
h1 .badge { background: none; padding: 0; font: inherit; color: var(--text); display: inline; white-space: normal; }
h1 .badge > span { color: var(--tone); }
h2 { font-size: 22px; line-height: 1.3; margin: 0; letter-spacing: -.01em; }
h3 { font-size: 16px; margin: 28px 0 10px; } h4 { font-size: 13px; margin: 16px 0 6px; }
p { margin: 0 0 10px; } a { color: var(--info); text-underline-offset: 2px; }
.eyebrow, .quiet { color: var(--quiet); } .eyebrow { margin: 0; } .quiet { font-size: 13px; font-weight: 400; }
.lead { color: var(--quiet); max-width: 74ch; margin-bottom: 18px; }
header .lead { font-size: 17px; color: var(--text); }
section { margin-top: 56px; } section > h2 { margin-bottom: 4px; }
code, pre { font: 12.5px/1.55 ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace; }
pre { background: var(--sunken); border: 1px solid var(--edge); border-radius: 8px; padding: 12px 14px; margin: 0 0 12px; overflow: auto; max-height: 420px; white-space: pre-wrap; }
.command { font-size: 15px; } q { font-style: italic; }
:focus-visible { outline: 2px solid var(--info); outline-offset: 2px; border-radius: 4px; }
:target { scroll-margin-top: 16px; outline: 2px solid var(--info); outline-offset: 4px; border-radius: 6px; } section:target { outline: none; }
.skip { position: absolute; left: -9999px; } .skip:focus { left: 16px; top: 8px; background: var(--surface); padding: 8px 14px; z-index: 3; }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 16px; }
nav a { color: var(--quiet); text-decoration: none; padding: 3px 0; display: inline-block; } nav a:hover { color: var(--text); text-decoration: underline; }
.tools { display: flex; flex-wrap: wrap; gap: 8px; margin: 0 0 16px; align-items: center; }
.tools input { flex: 1 1 180px; min-width: 0; }
button, input { font: inherit; font-size: 14px; color: var(--text); background: var(--surface); border: 1px solid light-dark(#8b94a0, #6f7986); border-radius: 7px; padding: 5px 11px; } button { cursor: pointer; }
.badge { --tone: var(--quiet); --tone-ground: var(--sunken); display: inline-block; background: var(--tone-ground); color: var(--tone); border-radius: 6px; padding: 1px 8px; font-size: 13px; font-weight: 600; }
.good { --tone: var(--good); --tone-ground: var(--good-ground); } .bad { --tone: var(--bad); --tone-ground: var(--bad-ground); }
.warn { --tone: var(--warn); --tone-ground: var(--warn-ground); } .info { --tone: var(--info); --tone-ground: var(--info-ground); }
.cards { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; margin-top: 20px; }
@media (min-width: 700px) { .cards { grid-template-columns: repeat(6, minmax(0, 1fr)); } .card { grid-column: span 2; } .card:nth-child(n+4) { grid-column: span 3; } }
.card, .account, .feature, .inbox > div, main details { background: var(--surface); border: 1px solid var(--edge); border-radius: 12px; }
.card { padding: 18px 20px; } .card h2 { font-size: 14px; font-weight: 600; color: var(--quiet); letter-spacing: 0; margin-bottom: 10px; }
.card p:last-child, .card ul:last-child { margin-bottom: 0; }
.big { font-size: 24px; font-weight: 650; letter-spacing: -.01em; text-decoration: none; color: var(--text); } a.big { color: var(--info); }
.figure { margin: 0 0 4px; } .plain { list-style: none; margin: 0 0 10px; padding: 0; } .plain > li { margin-bottom: 7px; }
dl { margin: 0; } dd { margin: 0; } .live > div { display: grid; grid-template-columns: 3.5em 1fr; gap: 10px; align-items: baseline; margin-bottom: 6px; } .live dd .quiet { display: block; }
dt { color: var(--quiet); }
.facts > div, .pairs > div { display: grid; grid-template-columns: 7em minmax(0, 1fr); gap: 12px; padding: 5px 0; border-top: 1px solid var(--edge); } .pairs > div { grid-template-columns: 5.6em minmax(0, 1fr); } .facts > div:first-child, .pairs > div:first-child { border-top: 0; }
.missing { color: var(--quiet); font-style: italic; }
.map { display: flex; flex-wrap: wrap; align-items: stretch; } .account { flex: 1 1 200px; min-width: 0; padding: 16px 20px; } .account h3 { margin: 0 0 8px; }
.between { flex: 0 0 150px; list-style: none; margin: 0; padding: 0; display: flex; flex-direction: column; justify-content: center; gap: 26px; text-align: center; font-size: 13px; }
.flow { --arrow: var(--info); color: var(--text); padding: 0 10px 8px; border-bottom: 2px solid var(--arrow); position: relative; } .flow.none { --arrow: var(--edge); color: var(--quiet); }
.flow::after { content: ""; position: absolute; bottom: -6px; border: 5px solid transparent; }
.map > .between:nth-of-type(1) .to-registry::after, .map > .account:nth-of-type(n+2) ~ .between .from-registry::after { right: -2px; border-left: 8px solid var(--arrow); border-right: 0; }
.map > .between:nth-of-type(1) .from-registry::after, .map > .account:nth-of-type(n+2) ~ .between .to-registry::after { left: -2px; border-right: 8px solid var(--arrow); border-left: 0; }
main details { padding: 0 16px; margin: 0 0 10px; } main details > summary { cursor: pointer; padding: 11px 0; } main details[open] > summary { margin-bottom: 8px; }
main details details { background: none; border-radius: 8px; padding: 0 12px; margin-bottom: 8px; } main details details > summary { padding: 7px 0; }
.run { display: grid; grid-template-columns: minmax(0, 400px) minmax(0, 1fr); gap: 24px; padding-bottom: 16px; align-items: start; }
.scroll { overflow-x: auto; margin-bottom: 14px; } .picture { max-height: 760px; overflow: auto; padding: 4px; }
.graph { display: block; max-width: 100%; height: auto; } .graph.zoomed { max-width: none; }
.graph .step { --fill: var(--surface); text-decoration: none; } .graph rect { fill: var(--tone-ground, var(--sunken)); stroke: var(--tone, var(--edge)); stroke-width: 1.5; }
.graph .quiet rect { fill: none; stroke: light-dark(#9aa3ae, #5d6672); stroke-dasharray: 4 4; } .graph .quiet text { fill: var(--quiet); }
.graph text { text-anchor: middle; fill: var(--text); } .graph .name { font-size: 12.5px; font-weight: 600; } .graph .told { font-size: 11.5px; fill: var(--tone, var(--quiet)); }
.graph a:hover rect { stroke-width: 2.5; } .graph .changed { fill: var(--info); stroke: var(--surface); stroke-width: 2; }
.line path { fill: none; stroke: var(--quiet); stroke-width: 1.5; } .line .head { fill: var(--quiet); stroke: none; } .line text { font-size: 11px; fill: var(--quiet); text-anchor: start; }
.untaken path { stroke-dasharray: 3 4; opacity: .55; } .untaken .head { opacity: .55; }
.violation { color: var(--bad); } .violation .quiet, .denied .quiet { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; font-size: 14px; } caption { text-align: left; color: var(--quiet); font-size: 13px; padding: 0 0 6px; }
th, td { text-align: left; vertical-align: top; padding: 7px 14px 7px 0; border-top: 1px solid var(--edge); min-width: 6em; } thead th { border-top: 0; color: var(--quiet); font-size: 13px; font-weight: 600; } tbody th { font-weight: 500; }
.number { text-align: right; min-width: 4.5em; } td .quiet { display: block; } .scroll caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; } main td details { background: none; border: 0; padding: 0; margin: 0; } main td details > summary { padding: 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 16px; margin: 20px 0; }
.chart { margin: 0; background: var(--surface); border: 1px solid var(--edge); border-radius: 12px; padding: 14px 16px; min-width: 0; } .card .chart { border: 0; padding: 8px 0 0; }
.chart svg, .histogram { width: 100%; height: auto; display: block; max-width: 460px; } figcaption { font-weight: 600; font-size: 14px; margin-bottom: 8px; }
.tick line { stroke: var(--edge); } .chart text, .histogram text { font-size: 11px; fill: var(--quiet); } .chart .label, .chart .value { font-size: 12px; fill: var(--text); }
.reference { stroke: var(--quiet); stroke-dasharray: 4 4; } .series { fill: none; stroke: var(--own); stroke-width: 2.25; } .dot { fill: var(--own); } .bounds { stroke: var(--own); stroke-width: 4; stroke-linecap: round; opacity: .45; } .bar, .cell { fill: var(--one); } .frame { fill: none; stroke: var(--edge); }
.series-1 { --own: var(--one); } .series-2 { --own: var(--two); } .series-2.series { stroke-dasharray: 7 3; } .series-3 { --own: var(--three); } .series-3.series { stroke-dasharray: 2 3; } .series-4 { --own: var(--four); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 8px 0 0; padding: 0; font-size: 13px; } .legend svg { width: 24px; display: inline; vertical-align: middle; }
.confusion td, .confusion tbody th, .confusion thead th { border: 0; padding: 6px; min-width: 0; text-align: center; } .confusion td { font-size: 18px; font-weight: 600; border-radius: 6px; } .confusion .right { background: var(--good-ground); } .confusion .wrong { background: var(--bad-ground); } .confusion caption { font-size: 12px; }
.features { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 290px), 1fr)); gap: 14px; margin-bottom: 14px; } .feature { margin: 0; padding: 14px 16px; background: var(--ground); } .feature .violation { font-size: 14px; margin: 8px 0 0; } .feature .violation .quiet { display: block; }
.of-reference { fill: light-dark(#a4adb9, #667180); } .of-batch { fill: var(--one); } .outside { fill: var(--bad); } .histogram .label.outside { fill: var(--bad); font-weight: 700; } .base { stroke: var(--quiet); }
.legend-line { font-size: 13px; color: var(--quiet); } .swatch { display: inline-block; width: 12px; height: 12px; border-radius: 3px; vertical-align: -1px; margin: 0 3px 0 12px; } .swatch:first-child { margin-left: 0; } .swatch.of-reference { background: light-dark(#a4adb9, #667180); } .swatch.of-batch { background: var(--one); } .swatch.outside { background: var(--bad); }
.timeline { list-style: none; margin: 0; padding: 0 0 0 20px; border-left: 2px solid var(--edge); } .timeline > li { position: relative; margin-bottom: 22px; } .timeline > li::before { content: ""; position: absolute; left: -27px; top: 5px; width: 12px; height: 12px; border-radius: 50%; background: var(--quiet); border: 3px solid var(--ground); } .timeline h3 { margin: 0 0 6px; } .moments > li { margin-bottom: 4px; } .denied { color: var(--bad); }
time { white-space: nowrap; } summary .quiet:not(.badge, :empty)::before { content: "· "; } .inbox summary .quiet::before { content: ""; } .inbox summary .quiet { display: block; } .inbox > div { border: 0; background: none; }
.share .whole { fill: var(--edge); } .share .part { fill: var(--one); } .actions { max-height: 260px; overflow: auto; columns: 2 220px; }
.chain { list-style: none; margin: 0 0 12px; padding: 0; display: grid; gap: 12px 30px; } .chain > li { position: relative; border-top: 3px solid var(--one); padding-top: 6px; min-width: 0; } .chain h3 { font-size: 14px; margin: 0 0 4px; } .chain details { border: 0; padding: 0; margin: 0; background: none; }
[hidden] { display: none !important; }
@media (min-width: 1180px) { .chain { grid-template-columns: repeat(6, minmax(0, 1fr)); } .chain > li:not(:last-child)::after { content: "←"; position: absolute; right: -23px; top: -15px; color: var(--quiet); font-size: 18px; } .page { display: grid; grid-template-columns: 178px minmax(0, 1fr); gap: 40px; } nav { position: sticky; top: 20px; align-self: start; padding-top: 24px; } nav ul { flex-direction: column; } }
@media (max-width: 1179px) { .between { flex: 1 1 100%; flex-direction: row; gap: 12px; padding: 12px 0; } .between .flow { flex: 1; } .account { flex-basis: 100%; } .flow { border: 0; padding: 0; } .flow::after { display: none; } .flow.to-registry span::before { content: "to the registry: "; } .flow.from-registry span::before { content: "from the registry: "; } }
@media (max-width: 760px) { header, .page { padding: 0 16px; } header { padding-top: 22px; } .run { grid-template-columns: minmax(0, 1fr); } section { margin-top: 44px; } main details { padding: 0 12px; } .facts > div, .pairs > div { grid-template-columns: 5.5em minmax(0, 1fr); } }
@media print { nav, .tools, .skip { display: none; } body { background: #fff; } main details::details-content { content-visibility: visible; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
