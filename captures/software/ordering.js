// An HTTP server that closes idle connections: ordering.js PORT KEEP_ALIVE_MILLISECONDS
const http = require('http');

const server = http.createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ ordered: true }) + '\n');
  });
});
server.keepAliveTimeout = Number(process.argv[3]);
server.listen(Number(process.argv[2]));
