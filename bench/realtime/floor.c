/* The calibrator: the least that fanning out can cost with one send() per delivery. It checks nothing and frames nothing
 * again: whatever the publisher says is unmasked and sent to each subscriber. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FILES = 20000, ROOM = 65536 };
static const char UPGRADE[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                              "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
static bool is_open[FILES];
static int readers[FILES], reader_count;

static void forget(int fd) {
    for (int i = 0; i < reader_count; i++) if (readers[i] == fd) readers[i--] = readers[--reader_count];
    is_open[fd] = false;
    close(fd);
}

static void accept_all(int epoll_fd, int listener) {
    for (int fd, one = 1; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &e);
    }
}

/* Send each whole masked frame to every reader, without its (all-zero) mask; give the bytes used. */
static int broadcast(unsigned char *data, int size) {
    static unsigned char out[ROOM];
    int at = 0;
    while (size - at > 6) {
        unsigned char *u = data + at;
        int head = 2, length = u[1] & 127;
        if (length == 126) { length = u[2] << 8 | u[3]; head = 4; }
        if (size - at < head + 4 + length) break;
        memcpy(out, u, head);
        out[1] &= 127;
        memcpy(out + head, u + head + 4, length);
        if ((u[0] & 15) == 1)
            for (int i = 0; i < reader_count; i++) send(readers[i], out, head + length, MSG_NOSIGNAL | MSG_DONTWAIT);
        at += head + 4 + length;
    }
    return at;
}

static void serve(int fd) {
    static unsigned char data[ROOM];
    static int kept; /* there is one publisher: one rest of a frame */
    bool was_open = is_open[fd];
    int before = was_open ? kept : 0, n = recv(fd, data + before, ROOM - before, 0);
    if (n <= 0) {
        if (n == 0 || errno != EAGAIN) forget(fd);
        return;
    }
    if (!was_open) {
        is_open[fd] = true;
        if (memcmp(data, "GET /pub", 8)) readers[reader_count++] = fd;
        send(fd, UPGRADE, sizeof UPGRADE - 1, MSG_NOSIGNAL);
        return;
    }
    int used = broadcast(data, before + n);
    kept = before + n - used;
    memmove(data, data + used, kept);
}

int main(int count, char **words) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1, epoll_fd = epoll_create1(0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(count > 1 ? atoi(words[1]) : 9000), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (void *)&at, sizeof at) || listen(listener, 4096)) return 1;
    struct epoll_event e = {.events = EPOLLIN, .data.fd = listener}, events[512];
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &e);
    for (;;) {
        int n = epoll_wait(epoll_fd, events, 512, -1);
        for (int i = 0; i < n; i++)
            if (events[i].data.fd == listener) accept_all(epoll_fd, listener);
            else serve(events[i].data.fd);
    }
}
