// Reports that take their time, on cleartext HTTP/2: reports.js HOST. SIGTERM ends it without patience.
'use strict';
const http2 = require('node:http2');

const sessions = new Map();     // to the last stream that was answered
const server = http2.createServer();

server.on('session', session => {
    sessions.set(session, 0);
    session.on('close', () => sessions.delete(session));
});
server.on('stream', (stream, headers) => {
    const seconds = Number(new URLSearchParams(headers[':path'].split('?')[1]).get('seconds'));
    const session = stream.session;
    stream.on('error', () => {});
    setTimeout(() => {
        if (stream.destroyed) return;
        stream.respond({ ':status': 200, 'content-type': 'text/plain' });
        stream.end('the report\n');
        sessions.set(session, stream.id);
    }, seconds * 1000);
});
process.on('SIGTERM', () => {
    for (const [session, last] of sessions) {
        session.goaway(http2.constants.NGHTTP2_NO_ERROR, last, Buffer.from('restarting'));
        setTimeout(() => session.destroy(), 100);
    }
    setTimeout(() => process.exit(), 200);
});
server.listen(80, process.argv[2]);
