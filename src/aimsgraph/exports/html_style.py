"""The style sheet of the report: calm on screen, light or dark, and whole on paper."""

from __future__ import annotations

from typing import Final

from aimsgraph.exports.colours import LOOKS, VERDICT_LOOKS

_SHEET: Final = """
:root { color-scheme: light dark; --ink: #1b2733; --soft: #51606f; --line: #d7dde3;
  --page: #ffffff; --panel: #f4f6f8; --link: #1f5f99; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --soft: #a4b1bd; --line: #36424e;
  --page: #12181e; --panel: #1a222a; --link: #8fc0e2; }
  .duty rect { stroke: #e6ebf0; stroke-opacity: .35; } .chip { outline: 1px solid #ffffff33; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 28px 32px 40px; max-width: 1240px; background: var(--page);
  color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 10px; }
h2 { font-size: 20px; margin: 40px 0 10px; }
h3 { font-size: 16px; margin: 26px 0 6px; }
p { margin: 0 0 8px; max-width: 88ch; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
td .soft { font-size: inherit; }
.skip { position: absolute; left: -999em; }
.skip:focus { position: static; }
.answer { font-size: 19px; line-height: 1.45; max-width: 76ch; }
.soft, .scope { color: var(--soft); font-size: 13.5px; }
.bar { display: flex; height: 34px; margin: 16px 0 12px; border-radius: 6px; overflow: hidden; }
.bar span { padding: 6px 9px; overflow: hidden; white-space: nowrap; min-width: 2px;
  font-size: 14px; }
.bar.small { height: 10px; margin: 4px 0 10px; max-width: 560px; border-radius: 4px; }
.bar.small span { padding: 0; }
.legend { display: grid; grid-template-columns: repeat(auto-fit, minmax(330px, 1fr)); gap: 4px 24px;
  list-style: none; margin: 0; padding: 0; font-size: 14px; }
.legend li { display: grid; grid-template-columns: 104px 40px 1fr; align-items: start; }
.legend b { text-align: right; padding-right: 10px; }
.chip { display: inline-block; padding: 0 8px; border-radius: 4px; white-space: nowrap;
  font-size: 13px; line-height: 21px; }
.map { width: 100%; height: auto; display: block; }
.map a:hover rect { stroke: currentColor; stroke-width: 2; }
.stops { columns: 3 260px; padding-left: 20px; margin: 6px 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; line-height: 1.42; }
caption { text-align: left; color: var(--soft); padding: 2px 0 6px; }
th { text-align: left; font-weight: 600; border-bottom: 2px solid var(--line);
  padding: 5px 10px 5px 0; }
td { vertical-align: top; border-bottom: 1px solid var(--line); padding: 6px 12px 6px 0; }
tr:target td { background: var(--panel); }
.number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 18px; }
.plan, .duties { table-layout: fixed; min-width: 860px; overflow-wrap: break-word; }
.work { width: 118px; } .plan .duty-name { width: 27%; } .duties .duty-name { width: 18%; }
.duties .in-hand { width: 22%; }
.work .chip { margin-bottom: 4px; }
dl { display: grid; grid-template-columns: 130px 1fr; gap: 6px 18px; font-size: 14px; }
dt { font-weight: 600; } dd { margin: 0; max-width: 96ch; }
footer { margin-top: 36px; border-top: 1px solid var(--line); padding-top: 12px; }
@media (max-width: 640px) { body { padding: 16px; } dl { grid-template-columns: 1fr; }
  .legend { grid-template-columns: 1fr; } }
@page { size: A4 landscape; margin: 12mm; }
@media print { :root { --ink: #000; --soft: #444; --line: #bbb; --page: #fff;
  --panel: #fff; --link: #000; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  body { padding: 0; max-width: none; font-size: 10pt; } table { font-size: 8.5pt; }
  .plan, .duties { min-width: 0; }
  a { text-decoration: none; } .skip { display: none; } .scroll { overflow: visible; }
  .map { max-height: 150mm; } thead { display: table-header-group; }
  tr, .picture, .legend li { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; } }
"""


def style_sheet() -> str:
    """The style sheet, with a class for each verdict and state."""
    words = [
        *((verdict.value, look) for verdict, look in VERDICT_LOOKS.items()),
        *((state.value, look) for state, look in LOOKS.items()),
    ]
    looks = (
        f".{word.replace(' ', '-')} {{ background: {look.colour}; color: {look.ink}; }}"
        for word, look in words
    )
    return "\n".join((_SHEET.strip(), *looks))
