/// The page's style sheet.
enum ReportStyle {
  /// The rules: system fonts, one column of readable width, cards, no colour without a second sign.
  static let css = """
    :root{--page:#f6f7f9;--sheet:#fff;--ink:#1d2430;--soft:#596273;--rule:#e1e5eb;--accent:#2463ad;--good:#15805f;--warn:#a35a00;\
    --bad:#b3261e}
    @media (prefers-color-scheme:dark){:root{--page:#12161c;--sheet:#1a2029;--ink:#e8ebf0;--soft:#a3adbb;--rule:#2f3743;\
    --accent:#6fb0f5;--good:#56cfa6;--warn:#f2b45a;--bad:#ff8a80}}
    *{box-sizing:border-box}
    html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
    body{margin:0 auto;padding:56px 32px 72px;max-width:1080px;background:var(--page);color:var(--ink);\
    font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
    header{margin-bottom:40px}
    h1{margin:0;font-size:2.1rem;line-height:1.2;font-weight:650;letter-spacing:-.02em}
    h2{margin:0 0 20px;font-size:1.3rem;line-height:1.3;font-weight:620;letter-spacing:-.01em}
    p{margin:0 0 14px;max-width:72ch}
    .lead{margin:10px 0 0;color:var(--soft);font-size:1.1rem}
    nav{display:flex;flex-wrap:wrap;gap:6px 20px;margin-top:22px;font-size:.93rem}
    a{color:var(--accent);text-decoration:none}
    a:hover{text-decoration:underline}
    :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
    section{margin:0 0 56px;scroll-margin-top:24px}
    section>*+*{margin-top:20px}
    section>h2+*{margin-top:0}
    .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:16px;margin:0}
    .card{background:var(--sheet);border:1px solid var(--rule);border-radius:12px;padding:18px 20px}
    .card dt{color:var(--soft);font-size:.9rem}
    .card dd{margin:0}
    .card .number{margin-top:2px;font-size:2rem;line-height:1.25;font-weight:620;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
    .card .interval{font-size:.92rem;font-variant-numeric:tabular-nums}
    .card .remark{margin-top:6px;color:var(--soft);font-size:.88rem;line-height:1.45}
    .note{--mark:var(--accent);background:var(--sheet);border:1px solid var(--rule);border-left:4px solid var(--mark);\
    border-radius:8px;padding:14px 20px}
    .note p{margin:0}
    .note p+p{margin-top:4px;color:var(--soft)}
    .note.success{--mark:var(--good)}
    .note.warning{--mark:var(--warn)}
    .note.problem{--mark:var(--bad)}
    .note .sign{display:inline-block;width:1.5em;height:1.5em;margin-right:4px;border-radius:50%;background:var(--mark);\
    color:var(--sheet);text-align:center;font-size:.78em;line-height:1.5em}
    .scroll{overflow-x:auto;background:var(--sheet);border:1px solid var(--rule);border-radius:12px;padding:6px 20px}
    table{width:100%;border-collapse:collapse;font-size:.93rem;font-variant-numeric:tabular-nums}
    caption{padding:10px 0 6px;color:var(--soft);text-align:left}
    th,td{padding:9px 20px 9px 0;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}
    th:last-child,td:last-child{padding-right:0}
    tbody tr:last-child td{border-bottom:0}
    th{color:var(--soft);font-weight:500;white-space:nowrap}
    .numeric{text-align:right;white-space:nowrap}
    .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:20px}
    .gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,180px),1fr));gap:16px}
    figure{margin:0;min-width:0;background:var(--sheet);border:1px solid var(--rule);border-radius:12px;padding:20px}
    .gallery figure{padding:12px}
    figure svg,figure img{display:block;max-width:100%;height:auto;margin:0 auto}
    figure img{border-radius:6px}
    .gallery img{width:100%}
    figure audio{display:block;width:100%;margin-top:8px}
    figcaption{margin-top:12px;color:var(--soft);font-size:.9rem;line-height:1.5}
    details{background:var(--sheet);border:1px solid var(--rule);border-radius:12px;padding:12px 20px}
    details>*+*{margin-top:14px}
    details .scroll,details figure,details .card{border:0;padding-left:0;padding-right:0}
    summary{cursor:pointer;font-weight:550}
    footer{padding-top:20px;border-top:1px solid var(--rule);color:var(--soft);font-size:.88rem}
    @media (max-width:640px){body{padding:32px 16px 48px}h1{font-size:1.65rem}section{margin-bottom:40px}figure{padding:14px}\
    .cards{grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px}.card{padding:14px 16px}.card .number{font-size:1.6rem}\
    .scroll{padding:4px 14px}}
    @media print{:root{--page:#fff;--sheet:#fff;--ink:#1d2430;--soft:#596273;--rule:#d5dae2;--accent:#2463ad;--good:#15805f;\
    --warn:#a35a00;--bad:#b3261e}body{max-width:none;padding:0;font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}\
    nav,audio{display:none}figure,.card,.note,tr{break-inside:avoid}h2{break-after:avoid}}
    """
}
