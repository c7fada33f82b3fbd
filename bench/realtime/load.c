/* Load client of the push benchmark: opens many WebSocket subscribers and one publisher, and measures what arrives.
 *
 * Prints one JSON object a line. Times are microseconds of one monotonic clock: publisher and subscribers are this
 * process, so a latency needs no synchronised clocks. CPU and memory are read from /proc for the server's processes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUCKET_US = 10, BUCKETS = 2000000, MESSAGES = 4000000, TEXT = 70000, READ = 1 << 18 };

/* How subscribers of a server speak before they receive: what they answer to which message, until ready. */
typedef enum { PLAIN, ARDOISE, SOCKETIO } dialect_t;
typedef enum { CONNECTING, UPGRADING, GREETING, READY, CLOSED } state_t;

typedef struct {
    int fd;
    state_t state;
    bool is_publisher, is_stalled;
    char *kept; /* the beginning of a frame whose end has not arrived */
    int kept_size, kept_room;
    const char *cookie;
    int close_code;
} client_t;

static int port = 9000, subscribers = 1000, warm = 0, stalled = 0, at_once = 64, window = 4, tries = 0, payload = 250;
static double idle_s = 0.5, saturate_s = 0, try_s = 2.5, limit_ms = 250;
static dialect_t dialect = PLAIN;
static const char *subscribe_path = "/ws", *publish_path = "/pub", *topic = "agenda", *steps = NULL;
static char **cookies;
static int cookie_count;
static int pids[64], pid_count;

static int epoll_fd, ready_count, closed_count, sequence, first_sequence, complete;
static uint64_t origin, arrival, slowest, delivered, received_bytes;
static uint32_t *histogram, *arrivals;
static char buffer[READ + TEXT];
static client_t publisher;

static void die(const char *what) { perror(what); exit(2); }

static uint64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}

/* ---- what the server costs ---- */

static double server_waited_us; /* how long its threads were ready to run and did not, as of the last reading */

static double server_cpu_us(void) {
    double total = 0;
    server_waited_us = 0;
    for (int i = 0; i < pid_count; i++) {
        char path[300];
        snprintf(path, sizeof path, "/proc/%d/task", pids[i]);
        DIR *tasks = opendir(path);
        if (!tasks) continue;
        for (struct dirent *e; (e = readdir(tasks));) {
            if (e->d_name[0] == '.') continue;
            snprintf(path, sizeof path, "/proc/%d/task/%.40s/schedstat", pids[i], e->d_name);
            FILE *f = fopen(path, "r");
            unsigned long long ran = 0, waited = 0;
            if (f && fscanf(f, "%llu %llu", &ran, &waited) == 2) {
                total += ran / 1000.0;
                server_waited_us += waited / 1000.0;
            }
            if (f) fclose(f);
        }
        closedir(tasks);
    }
    return total;
}

static long server_rss_kb(void) {
    long total = 0;
    for (int i = 0; i < pid_count; i++) {
        char path[64], line[256];
        snprintf(path, sizeof path, "/proc/%d/status", pids[i]);
        FILE *f = fopen(path, "r");
        for (long kb; f && fgets(line, sizeof line, f);)
            if (sscanf(line, "VmRSS: %ld", &kb) == 1) total += kb;
        if (f) fclose(f);
    }
    return total;
}

static double own_cpu_us(void) {
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return r.ru_utime.tv_sec * 1e6 + r.ru_utime.tv_usec + r.ru_stime.tv_sec * 1e6 + r.ru_stime.tv_usec;
}

/* ---- one connection ---- */

static void say(client_t *c, int opcode, const char *text, int size) {
    static char out[TEXT + 16];
    int head = 2;
    if (size > TEXT) return;
    out[0] = (char)(0x80 | opcode);
    if (size < 126) out[1] = (char)(0x80 | size);
    else { out[1] = (char)(0x80 | 126); out[2] = (char)(size >> 8); out[3] = (char)size; head = 4; }
    memset(out + head, 0, 4); /* an all-zero mask */
    memcpy(out + head + 4, text, size);
    for (int sent = 0, total = head + 4 + size; sent < total;) {
        int n = send(c->fd, out + sent, total - sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN) return;
        if (n < 0) usleep(200);
        else sent += n;
    }
}

static void become_ready(client_t *c) {
    c->state = READY;
    ready_count++;
    if (c->is_stalled) epoll_ctl(epoll_fd, EPOLL_CTL_DEL, c->fd, NULL);
}

static void drop(client_t *c) {
    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, c->fd, NULL);
    close(c->fd);
    c->fd = -1;
    c->state = CLOSED;
    closed_count++;
}

/* Go one step towards being subscribed. */
static void greet(client_t *c, const char *text, int size) {
    char out[200];
    if (dialect == ARDOISE) {
        if (memmem(text, size, "\"t\":\"hello\"", 11))
            say(c, 1, out, snprintf(out, sizeof out, "{\"t\":\"sub\",\"id\":1,\"topic\":\"%s\",\"params\":{\"from\":\"2026-11-23\",\"to\":\"2026-11-23\"}}", topic));
        else if (memmem(text, size, "\"t\":\"snap\"", 10)) become_ready(c);
        else if (memmem(text, size, "\"t\":\"err\"", 9)) { fprintf(stderr, "refused: %.*s\n", size, text); exit(3); }
    } else if (dialect == SOCKETIO) {
        if (text[0] == '0') say(c, 1, "40", 2);
        else if (size >= 2 && !memcmp(text, "40", 2)) {
            if (c->is_publisher) become_ready(c);
            else say(c, 1, out, snprintf(out, sizeof out, "420[\"sub\",\"%s\"]", topic));
        } else if (size >= 2 && !memcmp(text, "43", 2)) become_ready(c);
    }
}

static const char *find(const char *text, int size, const char *key, int length, int *hint) {
    if (*hint + length <= size && !memcmp(text + *hint, key, length)) return text + *hint + length;
    const char *found = memmem(text, size, key, length);
    if (!found) return NULL;
    *hint = found - text;
    return found + length;
}

static void hear(client_t *c, const char *text, int size) {
    static int hint_ts, hint_n;
    if (size < 1) return;
    if (dialect == SOCKETIO && text[0] == '2' && size == 1) { say(c, 1, "3", 1); return; }
    if (c->state == GREETING) { greet(c, text, size); return; }
    if (c->is_publisher) return;
    const char *ts = find(text, size, "\"ts\":", 5, &hint_ts), *n = find(text, size, "\"n\":", 4, &hint_n);
    if (!ts || !n) return;
    int number = atoi(n) - first_sequence;
    if (number < 0 || number >= MESSAGES) return;
    uint64_t sent = strtoull(ts, NULL, 10), late = arrival > sent ? arrival - sent : 0;
    if (late > slowest) slowest = late;
    histogram[late / BUCKET_US < BUCKETS ? late / BUCKET_US : BUCKETS - 1]++;
    delivered++;
    if (++arrivals[number] == (uint32_t)subscribers) complete++;
}

static int read_frames(client_t *c, char *data, int size) {
    int at = 0;
    while (size - at >= 2) {
        unsigned char *u = (unsigned char *)data + at;
        uint64_t length = u[1] & 127;
        int head = 2, opcode = u[0] & 15;
        if (length == 126) { if (size - at < 4) break; length = u[2] << 8 | u[3]; head = 4; }
        else if (length == 127) {
            if (size - at < 10) break;
            length = 0;
            for (int i = 2; i < 10; i++) length = length << 8 | u[i];
            head = 10;
        }
        if ((uint64_t)(size - at) < head + length) break;
        char *body = data + at + head;
        if (opcode == 9) say(c, 10, body, (int)length);
        else if (opcode == 8) {
            c->close_code = length >= 2 ? (unsigned char)body[0] << 8 | (unsigned char)body[1] : 1005;
            drop(c);
            return size;
        } else if (opcode <= 2) hear(c, body, (int)length);
        at += head + (int)length;
    }
    return at;
}

static void keep(client_t *c, const char *rest, int size) {
    if (size > c->kept_room) {
        c->kept_room = size + 1024;
        c->kept = realloc(c->kept, c->kept_room);
    }
    if (size) memcpy(c->kept, rest, size);
    c->kept_size = size;
}

/* Read what is there; true when the connection may have more. */
static bool on_readable(client_t *c) {
    if (c->kept_size > TEXT) { fprintf(stderr, "a frame too large\n"); exit(3); }
    memcpy(buffer, c->kept, c->kept_size);
    int n = recv(c->fd, buffer + c->kept_size, READ - 1, 0);
    if (n < 0 && errno == EAGAIN) return false;
    if (n <= 0) { drop(c); return false; }
    received_bytes += n;
    arrival = now_us() - origin;
    int size = c->kept_size + n, at = 0;
    buffer[size] = 0;
    if (c->state == UPGRADING) {
        char *end = memmem(buffer, size, "\r\n\r\n", 4);
        if (!end) { keep(c, buffer, size); return true; }
        if (strncmp(buffer, "HTTP/1.1 101", 12)) { fprintf(stderr, "refused: %.300s\n", buffer); exit(3); }
        at = end + 4 - buffer;
        c->state = GREETING;
        if (dialect == PLAIN || (dialect == ARDOISE && c->is_publisher)) become_ready(c);
    }
    at += read_frames(c, buffer + at, size - at);
    if (c->fd < 0) return false;
    keep(c, buffer + at, size - at);
    return n == READ - 1;
}

static void start(client_t *c) {
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) die("socket");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (c->is_stalled) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &(int){4096}, sizeof(int));
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(c->fd, (void *)&to, sizeof to) < 0 && errno != EINPROGRESS) die("connect");
    struct epoll_event e = {.events = EPOLLOUT, .data.ptr = c};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &e);
    c->state = CONNECTING;
}

static void upgrade(client_t *c) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) { fprintf(stderr, "connect: %s\n", strerror(error)); exit(2); }
    char out[1500];
    int n = snprintf(out, sizeof out,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: http://127.0.0.1:%d\r\n%s%s%s%s\r\n",
        c->is_publisher ? publish_path : subscribe_path, port, port,
        dialect == ARDOISE && !c->is_publisher ? "Sec-WebSocket-Protocol: ardoise.v1\r\n" : "",
        c->cookie ? "Cookie: " : "", c->cookie ? c->cookie : "", c->cookie ? "\r\n" : "");
    if (send(c->fd, out, n, MSG_NOSIGNAL) != n) die("send");
    c->state = UPGRADING;
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &e);
}

static void poll_once(int ms) {
    static struct epoll_event events[1024];
    int n = epoll_wait(epoll_fd, events, 1024, ms);
    for (int i = 0; i < n; i++) {
        client_t *c = events[i].data.ptr;
        if (c->fd < 0) continue;
        if (c->state == CONNECTING) upgrade(c);
        else while (on_readable(c)) if (c->fd < 0) break;
    }
}

static void poll_for(double seconds) {
    for (uint64_t end = now_us() + (uint64_t)(seconds * 1e6); now_us() < end;) poll_once(20);
}

static void connect_range(client_t *clients, int from, int to) {
    uint64_t limit = now_us() + 300000000;
    int begun = from, base = ready_count;
    while (ready_count - base < to - from) {
        while (begun < to && begun - from - (ready_count - base) < at_once) start(&clients[begun++]);
        poll_once(100);
        if (now_us() > limit) { fprintf(stderr, "only %d of %d connected\n", ready_count - base, to - from); exit(4); }
    }
}

/* ---- measuring ---- */

static void publish(void) {
    char out[1200];
    int n = 0;
    if (dialect == SOCKETIO) n = sprintf(out, "42[\"pub\",");
    int begin = n;
    n += sprintf(out + n, "{\"ts\":%llu,\"n\":%d,\"start\":\"2026-11-23T09:15:00+01:00\",\"pad\":\"", (unsigned long long)(now_us() - origin), sequence++);
    while (n - begin < payload - 2 && n < 1000) out[n++] = 'x';
    out[n++] = '"';
    out[n++] = '}';
    if (dialect == SOCKETIO) out[n++] = ']';
    say(&publisher, 1, out, n);
}

static double quantile_ms(double q) {
    uint64_t wanted = (uint64_t)(delivered * q), seen = 0;
    for (int i = 0; i < BUCKETS; i++) if ((seen += histogram[i]) > wanted) return i * BUCKET_US / 1000.0;
    return -1;
}

typedef struct { double p50, p99, cpu, per_second, waited; bool ok; } result_t;

/* Publish at `rate` a second, or, when it is 0, keep `window` messages on their way; then wait for the stragglers. */
static result_t step(const char *name, double rate, double seconds) {
    memset(histogram, 0, BUCKETS * sizeof *histogram);
    memset(arrivals, 0, MESSAGES * sizeof *arrivals);
    slowest = delivered = received_bytes = 0;
    complete = 0;
    first_sequence = sequence;
    double cpu0 = server_cpu_us(), waited0 = server_waited_us, own0 = own_cpu_us();
    uint64_t begin = now_us(), end = begin + (uint64_t)(seconds * 1e6);
    double next = begin;
    for (uint64_t t; (t = now_us()) < end;) {
        if (rate > 0) {
            for (; next <= t; next += 1e6 / rate) publish();
            double wait_ms = (next - now_us()) / 1000;
            poll_once(wait_ms < 1 ? 0 : wait_ms > 5 ? 5 : (int)wait_ms);
        } else {
            while (sequence - first_sequence - complete < window) publish();
            poll_once(5);
        }
    }
    uint64_t wanted = (uint64_t)(sequence - first_sequence) * subscribers, limit = now_us() + 6000000;
    while (delivered < wanted && now_us() < limit) poll_once(5);
    double took = now_us() - begin, cpu = server_cpu_us() - cpu0;
    result_t r = {quantile_ms(.5), quantile_ms(.99), delivered ? cpu / delivered : -1, delivered / (took / 1e6) / subscribers, (server_waited_us - waited0) / took, false};
    r.ok = delivered == wanted && r.p99 < limit_ms;
    printf("{\"step\":\"%s\",\"rate\":%.1f,\"sent\":%d,\"delivered\":%llu,\"wanted\":%llu,\"seconds\":%.2f,\"per_second\":%.1f,"
           "\"cpu_us\":%.3f,\"server_busy\":%.2f,\"client_busy\":%.2f,\"waited\":%.2f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.1f,"
           "\"bytes\":%.0f,\"closed\":%d,\"rss_kb\":%ld,\"ok\":%s}\n",
           name, rate, sequence - first_sequence, (unsigned long long)delivered, (unsigned long long)wanted, took / 1e6, r.per_second, r.cpu,
           cpu / took, (own_cpu_us() - own0) / took, r.waited, r.p50, r.p99, slowest / 1000.0,
           delivered ? (double)received_bytes / delivered : 0, closed_count, server_rss_kb(), r.ok ? "true" : "false");
    fflush(stdout);
    return r;
}

/* One try, again if it failed while something else had taken the core. */
static bool sustains(double rate) {
    result_t r = step("try", rate, try_s);
    for (int again = 0; !r.ok && !closed_count && r.waited > 0.1 && again < 2; again++) {
        poll_for(0.7);
        r = step("try", rate, try_s);
    }
    return r.ok;
}

/* Find the highest rate that is wholly delivered with p99 under the limit: grow until it fails, then bisect to 5 %. */
static void find_max(double capacity) {
    double low = 0, high = 0, rate = capacity * 0.9;
    for (int i = 0; i < tries; i++) {
        if (sustains(rate)) low = rate;
        else { high = rate; poll_for(0.7); }
        if (closed_count || (low && high && (high - low) / low < 0.05)) break;
        rate = !high ? low * 1.5 : low ? (low + high) / 2 : high * 0.7;
    }
    printf("{\"step\":\"max\",\"per_second\":%.1f}\n", low);
}

/* Read what the stopped readers have left, and count those that the server had cut. */
static int count_cut(client_t *clients) {
    int cut = 0;
    for (int i = subscribers; i < subscribers + stalled; i++) {
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = &clients[i]};
        clients[i].state = READY;
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, clients[i].fd, &e);
    }
    poll_for(2);
    for (int i = subscribers; i < subscribers + stalled; i++) cut += clients[i].fd < 0;
    return cut;
}

static void read_cookies(const char *path) {
    FILE *f = fopen(path, "r");
    char line[1000];
    if (!f) die(path);
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\r\n")] = 0;
        cookies = realloc(cookies, (cookie_count + 1) * sizeof *cookies);
        cookies[cookie_count++] = strdup(line);
    }
    fclose(f);
}

static void read_options(int count, char **words) {
    static const struct option known[] = {
        {"port", 1, 0, 'p'}, {"subscribers", 1, 0, 'n'}, {"warm", 1, 0, 'w'}, {"stalled", 1, 0, 'k'}, {"dialect", 1, 0, 'd'},
        {"subscribe", 1, 0, 's'}, {"publish", 1, 0, 'u'}, {"topic", 1, 0, 't'}, {"cookies", 1, 0, 'c'}, {"idle", 1, 0, 'i'},
        {"steps", 1, 0, 'r'}, {"saturate", 1, 0, 'S'}, {"tries", 1, 0, 'm'}, {"try-seconds", 1, 0, 'M'}, {"payload", 1, 0, 'b'},
        {0, 0, 0, 0}};
    for (int o; (o = getopt_long(count, words, "", known, NULL)) != -1;) switch (o) {
        case 'p': port = atoi(optarg); break;
        case 'n': subscribers = atoi(optarg); break;
        case 'w': warm = atoi(optarg); break;
        case 'k': stalled = atoi(optarg); break;
        case 'd': dialect = !strcmp(optarg, "ardoise") ? ARDOISE : !strcmp(optarg, "socketio") ? SOCKETIO : PLAIN; break;
        case 's': subscribe_path = optarg; break;
        case 'u': publish_path = optarg; break;
        case 't': topic = optarg; break;
        case 'c': read_cookies(optarg); break;
        case 'i': idle_s = atof(optarg); break;
        case 'r': steps = optarg; break;
        case 'S': saturate_s = atof(optarg); break;
        case 'm': tries = atoi(optarg); break;
        case 'M': try_s = atof(optarg); break;
        case 'b': payload = atoi(optarg); break;
        default: exit(2);
    }
    for (int i = optind; i < count && pid_count < 64; i++) pids[pid_count++] = atoi(words[i]);
}

int main(int count, char **words) {
    read_options(count, words);
    origin = now_us();
    histogram = calloc(BUCKETS, sizeof *histogram);
    arrivals = calloc(MESSAGES, sizeof *arrivals);
    epoll_fd = epoll_create1(0);
    int total = subscribers + stalled;
    client_t *clients = calloc(total + 1, sizeof *clients);
    for (int i = 0; i < total; i++) {
        clients[i].is_stalled = i >= subscribers;
        clients[i].cookie = cookie_count ? cookies[i % cookie_count] : NULL;
    }
    connect_range(clients, 0, warm);
    poll_for(idle_s / 2);
    long rss = server_rss_kb();
    uint64_t begin = now_us();
    double cpu = server_cpu_us();
    connect_range(clients, warm, total);
    double took = now_us() - begin;
    poll_for(idle_s);
    printf("{\"step\":\"connect\",\"connections\":%d,\"per_second\":%.0f,\"cpu_us\":%.0f,\"kb_each\":%.3f,\"rss_kb\":%ld}\n", total - warm,
           (total - warm) / (took / 1e6), (server_cpu_us() - cpu) / (total - warm), (double)(server_rss_kb() - rss) / (total - warm), server_rss_kb());
    if (steps || saturate_s > 0) {
        publisher.is_publisher = true;
        publisher.cookie = cookie_count ? cookies[0] : NULL;
        connect_range(&publisher, 0, 1);
        poll_for(0.2);
        step("warm", 10, 1);
        for (char *all = steps ? strdup(steps) : NULL, *s = all ? strtok(all, ",") : NULL; s; s = strtok(NULL, ",")) {
            double rate, seconds;
            if (sscanf(s, "%lf:%lf", &rate, &seconds) == 2) step("rate", rate, seconds);
        }
        if (saturate_s > 0) {
            double capacity = step("saturate", 0, saturate_s).per_second;
            if (tries && capacity > 0) find_max(capacity);
        }
    }
    int cut = stalled ? count_cut(clients) : 0;
    printf("{\"step\":\"end\",\"closed\":%d,\"stalled\":%d,\"cut\":%d,\"rss_kb\":%ld}\n", closed_count, stalled, cut, server_rss_kb());
    return 0;
}
