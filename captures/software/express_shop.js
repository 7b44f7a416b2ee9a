// A shop that keeps its sessions as express-session and connect-redis do: express_shop.js PORT TTL COOKIE_AGE [rolling]
//
// Cookie connect.sid=s:<id>.<signature>, key sess:<id> with the session as JSON, SET ... EX TTL whenever it changed, and with
// "rolling" EXPIRE at every use. TTL and COOKIE_AGE are seconds. The Redis of this machine is asked in RESP2.
'use strict';
const crypto = require('node:crypto');
const http = require('node:http');
const net = require('node:net');

const [port, ttl, cookieAge, rolling] = process.argv.slice(2);
const SECRET = 'keyboard cat';

class Redis {
    constructor(port) {
        this.waiting = [];
        this.unread = Buffer.alloc(0);
        this.socket = net.connect(port, '127.0.0.1');
        this.socket.on('data', data => this.read(data));
    }

    ask(...words) {
        const parts = words.map(word => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
        this.socket.write(`*${words.length}\r\n${parts.join('')}`);
        return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
    }

    // Answers of one line, and texts, are all that the commands used here have.
    read(data) {
        this.unread = Buffer.concat([this.unread, data]);
        for (;;) {
            const end = this.unread.indexOf('\r\n');
            if (end < 0) return;
            const line = this.unread.toString('utf8', 0, end);
            let next = end + 2, value = line.slice(1);
            if (line[0] === '$') {
                const length = Number(value);
                if (length < 0) value = null;
                else if (this.unread.length < next + length + 2) return;
                else { value = this.unread.toString('utf8', next, next + length); next += length + 2; }
            }
            this.unread = this.unread.subarray(next);
            const { resolve, reject } = this.waiting.shift();
            line[0] === '-' ? reject(new Error(value)) : resolve(value);
        }
    }
}

const redis = new Redis(6379);

const signature = id => crypto.createHmac('sha256', SECRET).update(id).digest('base64').replace(/=+$/, '');

function idFrom(request) {
    const cookie = /(?:^|;\s*)connect\.sid=([^;]+)/.exec(request.headers.cookie || '');
    const [, id, signed] = /^s:([^.]+)\.(.+)$/.exec(cookie ? decodeURIComponent(cookie[1]) : '') || [];
    return id && signed === signature(id) ? id : null;
}

function text(session) {
    const expires = new Date(Date.now() + cookieAge * 1000).toISOString();
    return JSON.stringify({ cookie: { originalMaxAge: cookieAge * 1000, expires, httpOnly: true, path: '/' }, ...session });
}

async function begin(visit, session) {
    visit.id = crypto.randomBytes(24).toString('base64url');
    visit.session = session;
    await redis.ask('SET', `sess:${visit.id}`, text(session), 'EX', ttl);
    const expires = new Date(Date.now() + cookieAge * 1000).toUTCString();
    const value = encodeURIComponent(`s:${visit.id}.${signature(visit.id)}`);
    visit.headers['Set-Cookie'] = `connect.sid=${value}; Max-Age=${cookieAge}; Path=/; Expires=${expires}; HttpOnly; SameSite=Lax`;
}

const page = words => `<!doctype html><title>shop</title><p>${words}</p>\n`;

async function answer(visit, method, path, form) {
    if (path === '/login' && method === 'POST') {
        const user = form.get('user');
        if (form.get('password') !== `secret-of-${user}`) return [401, page('User or password is wrong')];
        if (visit.session) await redis.ask('DEL', `sess:${visit.id}`);
        await begin(visit, { user, cart: [] });
        return [303, '', '/'];
    }
    if (path === '/login') {
        return visit.session ? [302, '', '/'] : [200, page('Please sign in <form method="post"><input name="user"><input name="password" type="password"></form>')];
    }
    if (path === '/logout') {
        if (visit.session) await redis.ask('DEL', `sess:${visit.id}`);
        visit.headers['Set-Cookie'] = 'connect.sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT';
        return [303, '', '/login'];
    }
    if (!visit.session) return path.startsWith('/api') ? [401, '{"error":"not signed in"}'] : [302, '', '/login'];
    if (method === 'POST') {
        visit.session.cart.push(form.get('item') || 'lamp');
        await redis.ask('SET', `sess:${visit.id}`, text(visit.session), 'EX', ttl);
    }
    if (path === '/') return [200, page(`Hello ${visit.session.user}`)];
    return path.startsWith('/api')
        ? [200, JSON.stringify({ cart: visit.session.cart })]
        : [200, page('In your cart: ' + (visit.session.cart.join(', ') || 'nothing'))];
}

http.createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const visit = { id: idFrom(request), session: null, headers: { 'X-Powered-By': 'Express' } };
    if (visit.id) {
        const stored = await redis.ask('GET', `sess:${visit.id}`);
        if (stored) {
            const { cookie, ...session } = JSON.parse(stored);
            visit.session = session;
            if (rolling) await redis.ask('EXPIRE', `sess:${visit.id}`, ttl);
        }
    }
    const [status, content, location] = await answer(visit, request.method, request.url, new URLSearchParams(body));
    if (location) visit.headers.Location = location;
    visit.headers['Content-Type'] = content.startsWith('{') ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8';
    visit.headers['Content-Length'] = Buffer.byteLength(content);
    response.writeHead(status, visit.headers);
    response.end(content);
}).listen(Number(port), '127.0.0.1');
