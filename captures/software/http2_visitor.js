// A visitor on cleartext HTTP/2 with Node's own client, a cookie, and a connection that is replaced when the server says GOAWAY.
'use strict';
const http2 = require('node:http2');

class Visitor {
    constructor(user, address, site = 'http://10.20.0.2') {
        Object.assign(this, { user, address, site, cookie: null, session: null });
    }

    connection() {
        if (!this.session || this.session.closed || this.session.destroyed) {
            this.session = http2.connect(this.site, { localAddress: this.address });
            this.session.on('error', error => console.log(this.user, error.message));
            this.session.on('goaway', (code, last) => console.log(this.user, 'GOAWAY', code, 'last stream', last));
        }
        return this.session;
    }

    // The status and the body; an error as its code.
    ask(method, path, form) {
        const headers = { ':method': method, ':path': path, ':authority': 'shop.example', 'user-agent': `visitor of ${this.user}` };
        if (this.cookie) headers.cookie = this.cookie;
        if (form) headers['content-type'] = 'application/x-www-form-urlencoded';
        const stream = this.connection().request(headers);
        stream.end(form);
        return new Promise(resolve => {
            const answer = { status: null, body: '', error: null, stream };
            stream.setEncoding('utf8');
            stream.on('response', head => {
                answer.status = head[':status'];
                for (const line of head['set-cookie'] || []) this.cookie = line.split(';')[0];
            });
            stream.on('data', part => { answer.body += part; });
            stream.on('error', error => { answer.error = error.message; });
            stream.on('close', () => {
                console.log(this.user, method, path, '->', answer.status, answer.error || '');
                resolve(answer);
            });
        });
    }

    async expect(status, method, path, form) {
        const answer = await this.ask(method, path, form);
        if (answer.status !== status) throw new Error(`${this.user}: ${method} ${path} gave ${answer.status || answer.error} and not ${status}`);
        return answer;
    }

    login() {
        return this.expect(303, 'POST', '/login', `user=${this.user}&password=secret-of-${this.user}`);
    }

    leave() {
        this.session.close();
    }
}

const pause = seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000));

module.exports = { http2, pause, Visitor };
