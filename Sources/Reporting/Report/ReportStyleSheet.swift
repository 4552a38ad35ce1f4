/// The look of a report's page: light and dark, from 400 pixels on, and on paper.
enum ReportStyleSheet {
  static let text = """
    :root {
      color-scheme: light dark;
      --line: light-dark(#d0d7de, #3d444d);
      --soft: light-dark(#59636e, #9198a1);
      --done: light-dark(#1a7f37, #3fb950);
      --pending: light-dark(#0969da, #58a6ff);
      --failed: light-dark(#cf222e, #ff7b72);
      --unknown: light-dark(#9a6700, #d29922);
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; padding: 1rem; max-width: 75rem;
      background: Canvas; color: CanvasText; font: 16px/1.45 system-ui, sans-serif;
    }
    h1 { margin: 0 0 .5rem; font-size: 1.5rem; overflow-wrap: anywhere; }
    h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
    small, footer, dt { color: var(--soft); font-size: .85em; font-weight: normal; }
    code { font-family: ui-monospace, monospace; font-size: .9em; }
    .summary { margin: 0 0 1rem; font-weight: 600; }
    .failure { margin: 0 0 1rem; padding: .5rem .75rem; border-left: .3rem solid var(--failed); overflow-wrap: anywhere; }
    .counts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0; }
    .counts div { padding: .35rem .75rem; border: 1px solid var(--line); border-radius: .4rem; }
    .counts dd { margin: 0; font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; }
    figure { margin: 0 0 1rem; break-inside: avoid; }
    figcaption { font-weight: 600; overflow-wrap: anywhere; }
    .bar { display: block; border: 1px solid var(--line); border-radius: .2rem; }
    .swatch { vertical-align: -.1em; border: 1px solid var(--line); }
    rect.done { fill: var(--done); } rect.pending { fill: var(--pending); }
    rect.failed { fill: var(--failed); } rect.unknown { fill: var(--unknown); }
    rect.edge { stroke: Canvas; stroke-width: 1; }
    .legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: .25rem 0 0; padding: 0; list-style: none; }
    table { width: 100%; border-collapse: collapse; table-layout: fixed; }
    th:first-child { width: 9rem; }
    th, td { padding: .4rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
    td { overflow-wrap: anywhere; }
    th { color: var(--soft); font-size: .85em; }
    tr { break-inside: avoid; }
    td:first-child { white-space: nowrap; }
    time { white-space: nowrap; }
    .status { font-weight: 600; }
    .status.done { color: var(--done); } .status.pending { color: var(--pending); }
    .status.failed { color: var(--failed); } .status.unknown { color: var(--unknown); }
    footer { margin-top: 2rem; overflow-wrap: anywhere; }
    @media screen and (max-width: 40rem) {
      thead { display: none; }
      table, tbody, tr, td { display: block; }
      tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
      td { display: flex; gap: .5rem; padding: .1rem 0; border: 0; }
      td::before { content: attr(data-title); flex: 0 0 5rem; color: var(--soft); font-size: .85em; }
      td div { min-width: 0; }
      td:first-child { white-space: normal; }
    }
    @media print {
      :root { color-scheme: light; }
      body { max-width: none; padding: 0; font-size: 10pt; }
      thead { display: table-header-group; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }
    """
}
