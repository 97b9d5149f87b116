// The same webhook as one writes it in Node: express, better-sqlite3, WAL,
// synchronous=FULL, one insert a message, then 200.
const crypto = require('crypto');
const express = require('express');
const Database = require('better-sqlite3');

const [file, secret] = process.argv.slice(2);
const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
	time INTEGER NOT NULL, received INTEGER NOT NULL, peer TEXT, body TEXT NOT NULL)`);
const insert = db.prepare(`INSERT INTO entry (id, type, time, received, peer, body) VALUES (?, ?, ?, ?, ?, ?)
	ON CONFLICT (id) DO NOTHING`);

const app = express();
app.use(express.raw({ type: 'application/json', limit: '8mb' }));
app.post('/webhook', (req, res) => {
	const want = Buffer.from('sha256=' + crypto.createHmac('sha256', secret).update(req.body).digest('hex'));
	const given = Buffer.from(req.get('X-Hub-Signature-256') || '');
	if (given.length !== want.length || !crypto.timingSafeEqual(given, want))
		return res.status(403).end();
	for (const entry of JSON.parse(req.body).entry || [])
		for (const change of entry.changes || [])
			for (const m of change.value.messages || [])
				insert.run(m.id, 'message', Number(m.timestamp) * 1000, Date.now(), m.from, JSON.stringify(m));
	res.status(200).send('ok');
});
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
