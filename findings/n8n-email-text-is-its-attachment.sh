#!/usr/bin/env bash
# n8n-nodes-base 2.41.2, the node Email Trigger (IMAP) (version 2.2), format Simple, with @n8n/imap 0.27.0 and the server
# hoodiecrow-imap 2.1.0
#
# Expected: `textPlain` is what the sender wrote, as plain text. A mail that was written as HTML alone has no plain text,
# so the field is empty, whatever is attached.
# What happens: the node takes the first part of the mail that is plain text, attachments included. Where an HTML mail has
# a .txt file attached, `textPlain` is the text of that file. The format Resolved gives no text for that mail.
# Why it matters: who asks for deletion or withdraws a consent attaches what it is about: an older mail, a log, the terms.
# A workflow that reads the plain text acts, or lets a model decide, on what somebody else wrote, or on what the customer
# wants no longer. With mails that hold both texts, as most do, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Its sandbox for expressions would be compiled, which takes a newer Node.js than this needs.
npm install --silent --no-audit --no-fund --ignore-scripts \
	n8n-workflow@2.41.0 @n8n/imap@0.27.0 mailparser@3.9.3 hoodiecrow-imap@2.1.0 || exit 2
# Without its dependencies, which are those of all of n8n's nodes.
npm pack --silent n8n-nodes-base@2.41.2 >/dev/null || exit 2
tar -xzf n8n-nodes-base-2.41.2.tgz

cat >test.cjs <<'JS'
const hoodiecrow = require('hoodiecrow-imap');
const { ImapSimple } = require('@n8n/imap');
const { getNewEmails } = require('./package/dist/nodes/EmailReadImap/v2/utils.js');

const html = ['Content-Type: text/html; charset=utf-8', '', '<p>Please delete my data.</p>'];
const plain = ['Content-Type: text/plain; charset=utf-8', '', 'Please delete my data.'];
const file = [
	'Content-Type: text/plain; charset=utf-8; name=last-year.txt',
	'Content-Disposition: attachment; filename=last-year.txt',
	'', 'Please send me your offers.',
];
const parts = (type, ...list) => [
	`Content-Type: multipart/${type}; boundary=${type}`, '',
	...list.flatMap((part) => [`--${type}`, ...part]), `--${type}--`,
];
const mails = {
	'HTML alone': html,
	'HTML, and a file': parts('mixed', html, file),
	'HTML and plain, and a file': parts('mixed', parts('alternative', plain, html), file),
};
const messages = Object.entries(mails).map(([subject, mail]) => ({
	raw: ['From: Ann <ann@x.example>', 'To: privacy@y.example', `Subject: ${subject}`, 'MIME-Version: 1.0', ...mail, ''].join('\r\n'),
}));

const server = hoodiecrow({ plugins: ['ID', 'IDLE'], storage: { INBOX: { messages } } });
server.listen(0, '127.0.0.1', async () => {
	const { port } = server.server.address();
	const login = { host: '127.0.0.1', port, secure: false, user: 'testuser', password: 'testpass' };
	const imapConnection = await ImapSimple.connect(login, { mailbox: 'INBOX' });
	for (const format of ['simple', 'resolved']) {
		const staticData = {};
		const context = {
			getNode: () => ({ name: 'Mail', typeVersion: 2.2 }),
			getNodeParameter: (name) => ({ format, downloadAttachments: false, dataPropertyAttachmentsPrefixName: 'a' })[name],
			getWorkflowStaticData: () => staticData,
			logger: { debug() {}, warn: console.log },
			helpers: { prepareBinaryData: async () => ({}) },
		};
		await getNewEmails.call(context, {
			imapConnection, searchCriteria: ['ALL'], postProcessAction: 'nothing',
			onEmailBatch: (items) => items.forEach(({ json }) => {
				console.log(`${format}, ${json.subject}: ${JSON.stringify(json.textPlain ?? json.text ?? null)}`);
			}),
		});
	}
	process.exit(0);
});
JS

expected='simple, HTML alone: ""
simple, HTML, and a file: "Please send me your offers."
simple, HTML and plain, and a file: "Please delete my data."
resolved, HTML alone: "Please delete my data."
resolved, HTML, and a file: null
resolved, HTML and plain, and a file: "Please delete my data."'
seen=$(timeout 60 node test.cjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'This has changed.'; exit 1; }
