"""The report's style sheet: light and dark, wide and narrow, on screen and on paper."""

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6675; --paper: #fbfbf9; --card: #fff; --rule: #dfe3e8;
  --fill: #2f6fb0; --ground: #eef1f5; --area: #2f6fb026; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #a0abb9; --paper: #14181e; --card: #1b2129;
  --rule: #323b47; --fill: #74afea; --ground: #262e39; --area: #74afea2b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 1064px; margin: 0 auto; padding: 0 32px; }
header { padding-top: 28px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 0 0 8px; }
section { background: var(--card); border: 1px solid var(--rule); border-radius: 8px;
  padding: 18px 20px; margin: 18px 0; }
.note, .why { color: var(--soft); }
.note { margin: 0 0 10px; }
.why { font-size: 13px; }
.cards { display: grid; grid-template-columns: repeat(4, 1fr); gap: 10px; margin: 18px 0; }
.cards div { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 10px 14px; }
dt { color: var(--soft); font-size: 13px; }
dd { margin: 0; font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; color: var(--soft); font-weight: 500; }
th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
tr:last-child td { border-bottom: 0; }
td { overflow-wrap: anywhere; min-width: 140px; }
.num { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.short { white-space: nowrap; }
td.num, td.short { min-width: 0; }
.bars { width: 24%; }
td.bars { min-width: 60px; }
.bar { display: block; width: 100%; height: 10px; margin-top: 6px; border-radius: 2px; }
.chart { display: block; max-width: 100%; height: auto; }
.narrow { display: none; }
.fill { fill: var(--fill); }
.ground { fill: var(--ground); }
.grid { stroke: var(--rule); }
.axis { fill: var(--soft); font: 12px system-ui, sans-serif; }
.line { fill: none; stroke: var(--fill); stroke-width: 2; stroke-linejoin: round; }
.area { fill: var(--area); }
.dot { fill: var(--fill); }
@media (max-width: 700px) {
  header, main { padding: 0 12px; }
  header { padding-top: 16px; }
  section { padding: 14px 12px; }
  .wide { display: none; }
  .narrow { display: block; }
  .cards { grid-template-columns: repeat(2, 1fr); }
}
@media print { section { break-inside: avoid; } body { background: none; } }
"""
