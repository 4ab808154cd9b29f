/** The look of the page: light, without anything from elsewhere. */
export const STYLE = `
:root { color-scheme: light; --line: #e3e6ea; --quiet: #66707c; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 1280px; background: #f7f8fa; color: #1f2730;
	font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0; font-size: 22px; }
h2 { margin: 28px 0 8px; font-size: 16px; }
header p, small { margin: 2px 0 0; color: var(--quiet); font-weight: normal; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; background: #fff; border: 1px solid var(--line); }
th, td { padding: 7px 10px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line);
	overflow-wrap: anywhere; }
th { background: #f0f2f5; color: var(--quiet); font-size: 12px; font-weight: 600; overflow-wrap: normal; }
code { font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.nothing { color: #a3abb5; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 10px; font-size: 12px; white-space: nowrap; }
.active { background: #e3f4e8; color: #1c6b38; }
.locked { background: #fff0d1; color: #845400; }
.forgotten { background: #e7e3f8; color: #4d3a9c; }
.deleted { background: #fbe2e2; color: #9c2424; }
.note { padding: 8px 12px; background: #fff0d1; color: #845400; }
`;

/** Fetches the page again every 2 seconds and takes over its tables, so that scrolling and selecting stay possible. */
export const SCRIPT = `
let shown = '';
setInterval(async () => {
	try {
		const page = await (await fetch('/')).text();
		const main = new DOMParser().parseFromString(page, 'text/html').querySelector('main').innerHTML;
		if (main !== shown) document.querySelector('main').innerHTML = main;
		shown = main;
		document.title = 'Trackfinity sandbox';
	} catch {
		document.title = 'Trackfinity sandbox (stopped)';
	}
}, 2000);
`;
