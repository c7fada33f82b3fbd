// The peer: Socket.IO as its documentation shows it, WebSocket transport only, no compression.
const http = require('http').createServer();
const { Server } = require('socket.io');
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.on('connection', (socket) => {
  socket.on('sub', (topic, done) => {
    socket.join(topic);
    done();
  });
  socket.on('pub', (event) => io.to('agenda').emit('ev', event));
});
http.listen(Number(process.argv[2]), '127.0.0.1', 4096);
