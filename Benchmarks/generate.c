/* Makes the benchmark's captures: the same octets for the same arguments, on every machine.
 *
 *     generate WORKLOAD SCALE SEED > FILE
 *
 * Every flow is a small script that is asked for its next turn; a turn puts packets of the near future into a heap,
 * and packets leave the heap in the order of their times. So thousands of flows interleave, in little memory.
 * The result is a pcap file with microseconds. IP headers are right; TCP checksums are zero.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SEGMENT = 1448, BUFFER = 40 << 10, BULK_TURN = 32 << 10, FILLER = 256 << 10 };
enum { CLIENT, SERVER };
enum { FIN = 1, SYN = 2, PUSH = 8, ACK = 16 };
enum { PIPELINE = 50, PIPELINES = 100, STORED_SESSIONS = 50000 }; /* commands at once, times a connection, sessions */
enum { BEGIN = 1700000000 }; /* seconds since 1970 */

enum script { MIX, BULK, SHORT, SESSIONS, SYNS, REDIS };

static const struct workload {
    const char *name;
    enum script script;
    uint32_t flows;   /* at SCALE 1 */
    uint32_t clients; /* addresses that open them */
    uint32_t gap;     /* microseconds from one flow's first packet to the next one's */
    uint64_t body;    /* octets of each body, where it is one big body */
} workloads[] = {
    {"http-mix", MIX, 18000, 3000, 33000, 0},
    {"http-mix-double", MIX, 36000, 3000, 33000, 0},
    {"bulk", BULK, 4, 4, 1000, 114400000},
    {"syns", SYNS, 2000000, 0, 5, 0},
    {"short-flows", SHORT, 1000000, 50000, 200, 0},
    {"sessions", SESSIONS, 1000000, 200000, 500, 0},
    {"sessions-half", SESSIONS, 500000, 200000, 500, 0},
    {"redis-pipeline", REDIS, 200, 20, 50000, 0},
};

struct flow {
    uint32_t number, address[2], sequence[2];
    uint16_t port[2], identification[2];
    enum { OPEN, TALK, BODY, CLOSE, DONE } stage;
    int exchanges, done; /* how many there will be, and how many there were */
    uint64_t body;       /* octets of a big body still to send */
    uint32_t used;       /* octets of the buffer that this turn's packets use */
    char *buffer;
};

/* A packet to be sent, or (without flags) a flow's next turn. */
struct event {
    uint64_t time, order;
    struct flow *flow;
    uint32_t sequence, acknowledgment, start, length;
    uint8_t side, flags;
};

static const struct workload *workload;
static uint64_t state, ordered, packets;
static struct event *heap;
static size_t waiting, room;
static char filler[FILLER];

/* ---- chance: splitmix64 */

static uint64_t chance(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static uint32_t between(uint32_t low, uint32_t high)
{
    return low + (uint32_t)(chance() % (high - low + 1));
}

static bool one_in(uint32_t count)
{
    return chance() % count == 0;
}

/* A value that belongs to a number for good: session ids, tags. */
static uint64_t value_of(uint64_t number)
{
    uint64_t kept = state;
    state = number * 0xd1342543de82ef95 + 1;
    uint64_t value = chance();
    state = kept;
    return value;
}

/* ---- the heap */

static bool precedes(const struct event *left, const struct event *right)
{
    return left->time == right->time ? left->order < right->order : left->time < right->time;
}

static void push(struct event event)
{
    if (waiting == room) {
        room = room ? 2 * room : 1024;
        heap = realloc(heap, room * sizeof *heap);
        if (heap == NULL) exit(1);
    }
    event.order = ordered++;
    size_t at = waiting++;
    for (; at > 0 && precedes(&event, &heap[(at - 1) / 2]); at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
    heap[at] = event;
}

static struct event pop(void)
{
    struct event first = heap[0], last = heap[--waiting];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < waiting; at = child) {
        if (child + 1 < waiting && precedes(&heap[child + 1], &heap[child])) child++;
        if (!precedes(&heap[child], &last)) break;
        heap[at] = heap[child];
    }
    heap[at] = last;
    return first;
}

/* ---- the wire */

static void put(const void *bytes, size_t count)
{
    if (fwrite(bytes, 1, count, stdout) != count) {
        perror("generate");
        exit(1);
    }
}

static void put_file_header(void)
{
    const uint32_t header[6] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, 262144, 1 /* Ethernet */};
    put(header, sizeof header);
}

static uint8_t *big_endian(uint8_t *at, uint32_t value, int count)
{
    for (int index = count - 1; index >= 0; index--) *at++ = (uint8_t)(value >> 8 * index);
    return at;
}

static uint16_t checksum(const uint8_t *header, int count)
{
    uint32_t sum = 0;
    for (int index = 0; index < count; index += 2) sum += (uint32_t)header[index] << 8 | header[index + 1];
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

/* Writes one packet; `flow` holds its ends, which need no other life. */
static void put_packet(struct flow *flow, const struct event *event)
{
    static const uint8_t ethernet[2][14] = {{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0},
                                            {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0}};
    uint8_t bytes[16 + 14 + 20 + 40], *at = bytes + 16 + 14;
    int side = event->side;
    bool is_syn = event->flags & SYN;
    uint32_t options = is_syn ? 20 : 12, total = 20 + 20 + options + event->length;

    at = big_endian(at, 0x4500, 2);
    at = big_endian(at, total, 2);
    at = big_endian(at, flow->identification[side]++, 2);
    at = big_endian(at, 0x4000, 2);                    /* do not fragment */
    at = big_endian(at, side == CLIENT ? 0x3e06 : 0x3f06, 2); /* time to live, TCP */
    at = big_endian(at, 0, 2);
    at = big_endian(at, flow->address[side], 4);
    at = big_endian(at, flow->address[!side], 4);
    big_endian(at - 10, checksum(at - 20, 20), 2);

    at = big_endian(at, flow->port[side], 2);
    at = big_endian(at, flow->port[!side], 2);
    at = big_endian(at, event->sequence, 4);
    at = big_endian(at, event->acknowledgment, 4);
    at = big_endian(at, (20 + options) / 4 << 12 | event->flags, 2);
    at = big_endian(at, is_syn ? 64240 : 501, 2);
    at = big_endian(at, 0, 4);
    if (is_syn) {
        at = big_endian(at, 0x020405b4, 4); /* maximum segment size 1460 */
        at = big_endian(at, 0x0402080a, 4); /* selective acknowledgments, timestamps */
    } else {
        at = big_endian(at, 0x0101080a, 4); /* timestamps */
    }
    at = big_endian(at, (uint32_t)(event->time / 1000), 4);
    at = big_endian(at, event->flags & ACK ? (uint32_t)(event->time / 1000) - 1 : 0, 4);
    if (is_syn) at = big_endian(at, 0x01030307, 4); /* window scale 128 */

    const uint32_t length = 14 + total;
    const uint32_t header[4] = {(uint32_t)(BEGIN + event->time / 1000000), (uint32_t)(event->time % 1000000),
                                length, length};
    memcpy(bytes, header, 16);
    memcpy(bytes + 16, ethernet[side], 14);
    put(bytes, (size_t)(at - bytes));
    if (event->length > 0) put(flow->buffer + event->start, event->length);
    packets++;
}

/* ---- what a flow sends */

static void send_one(struct flow *flow, uint64_t time, int side, uint8_t flags, uint32_t start, uint32_t length)
{
    uint32_t acknowledgment = flags & ACK ? flow->sequence[!side] : 0;
    push((struct event){.time = time, .flow = flow, .sequence = flow->sequence[side], .start = start,
                        .acknowledgment = acknowledgment, .length = length, .side = (uint8_t)side, .flags = flags});
    flow->sequence[side] += length + (flags & (SYN | FIN) ? 1 : 0);
}

/* Sends octets of the buffer in segments, every second one acknowledged; one in a hundred comes after the next one,
 * one in two hundred comes twice. Returns the time of the last. */
static uint64_t say(struct flow *flow, uint64_t time, int side, uint32_t start, uint32_t length)
{
    for (uint32_t sent = 0, count = 1; sent < length; count++) {
        uint32_t size = length - sent < SEGMENT ? length - sent : SEGMENT;
        bool is_last = sent + size == length;
        bool is_late = !is_last && one_in(100);
        uint32_t before = flow->sequence[side];
        send_one(flow, time + (is_late ? 18 : 0), side, ACK | (is_last ? PUSH : 0), start + sent, size);
        if (one_in(200)) {
            uint32_t after = flow->sequence[side];
            flow->sequence[side] = before;
            send_one(flow, time + 250, side, ACK | PUSH, start + sent, size);
            flow->sequence[side] = after;
        }
        if (side == SERVER && (count % 2 == 0 || is_last)) send_one(flow, time + 60, CLIENT, ACK, 0, 0);
        sent += size;
        time += 12;
    }
    return time;
}

static void __attribute__((format(printf, 2, 3))) write_text(struct flow *flow, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = vsnprintf(flow->buffer + flow->used, BUFFER - flow->used, format, arguments);
    va_end(arguments);
    if (count < 0 || (uint32_t)count >= BUFFER - flow->used) abort();
    flow->used += (uint32_t)count;
}

static void write_filler(struct flow *flow, uint32_t count)
{
    if (count > BUFFER - flow->used) abort();
    memcpy(flow->buffer + flow->used, filler + between(0, FILLER - count - 1), count);
    flow->used += count;
}

static const char *date(uint64_t time)
{
    static char text[40];
    static time_t last = -1;
    time_t seconds = (time_t)(BEGIN + time / 1000000);
    struct tm parts;
    if (seconds != last) strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&seconds, &parts));
    last = seconds;
    return text;
}

/* ---- requests and responses */

static uint32_t user_of(const struct flow *flow)
{
    return workload->script == SESSIONS ? flow->number : flow->number % workload->clients;
}

static void write_cookies(struct flow *flow)
{
    uint32_t user = user_of(flow);
    write_text(flow, "Cookie: sid=%016llx%016llx; _ga=GA1.2.%u.%u; theme=dark; csrftoken=%016llx\r\n",
               (unsigned long long)value_of(user), (unsigned long long)value_of(~(uint64_t)user),
               100000000 + user * 17, BEGIN - user, (unsigned long long)value_of((uint64_t)user | 1ull << 40));
}

static void write_request(struct flow *flow, bool is_post)
{
    static const char *const sections[] = {"articles", "products", "api/v2/orders", "static/img", "search", "users"};
    uint32_t user = user_of(flow), body = is_post ? between(40, 900) : 0;
    write_text(flow, "%s /%s/%u?page=%u&ref=%08x HTTP/1.1\r\nHost: shop%u.example\r\n", is_post ? "POST" : "GET",
               sections[between(0, 5)], between(1, 99999), between(1, 40), between(0, 0xfffffff), flow->address[SERVER] % 20);
    write_text(flow, "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:%u.0) Gecko/20100101 Firefox/%u.0\r\n"
                     "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
                     "Accept-Language: en-GB,en;q=0.5\r\nAccept-Encoding: gzip, deflate\r\n"
                     "Referer: http://shop%u.example/start\r\nConnection: keep-alive\r\n",
               100 + user % 20, 100 + user % 20, flow->address[SERVER] % 20);
    write_cookies(flow);
    if (is_post) write_text(flow, "Content-Type: application/octet-stream\r\nContent-Length: %u\r\n", body);
    write_text(flow, "\r\n");
    write_filler(flow, body);
}

static void write_response(struct flow *flow, uint64_t time)
{
    static const char *const types[] = {"text/html; charset=utf-8", "text/css", "font/woff2", "application/octet-stream"};
    uint32_t kind = between(0, 99), user = user_of(flow);
    uint32_t body = kind < 15 ? 0 : kind < 60 ? between(200, 3000) : between(1000, 18400);
    const char *status = kind < 8 ? "304 Not Modified" : kind < 12 ? "204 No Content" : kind < 15 ? "302 Found"
                       : kind < 18 ? "404 Not Found" : "200 OK";
    write_text(flow, "HTTP/1.1 %s\r\nServer: nginx/1.24.0\r\nDate: %s\r\nVary: Accept-Encoding\r\n"
                     "Cache-Control: private, max-age=0\r\nX-Request-ID: %016llx\r\nConnection: keep-alive\r\n",
               status, date(time), (unsigned long long)chance());
    if (one_in(10)) {
        write_text(flow, "Set-Cookie: sid=%016llx%016llx; Path=/; Max-Age=1800; HttpOnly; SameSite=Lax\r\n",
                   (unsigned long long)value_of(user), (unsigned long long)value_of(~(uint64_t)user));
    }
    if (kind < 12) {
        write_text(flow, "ETag: \"%08x\"\r\n\r\n", between(0, 0xfffffff));
        return;
    }
    if (kind < 15) write_text(flow, "Location: /start?from=%u\r\n", between(1, 99999));
    if (kind % 5 != 0 || kind < 15) { /* one body in five is chunked */
        write_text(flow, "Content-Type: %s\r\nContent-Length: %u\r\n\r\n", types[between(0, 3)], body);
        write_filler(flow, body);
        return;
    }
    write_text(flow, "Content-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n", types[between(0, 3)]);
    for (uint32_t size; body > 0; body -= size) {
        size = body < 4096 ? body : 4096;
        write_text(flow, "%x\r\n", size);
        write_filler(flow, size);
        write_text(flow, "\r\n");
    }
    write_text(flow, "0\r\n\r\n");
}

static void write_big(struct flow *flow, int side)
{
    if (side == CLIENT) {
        write_text(flow, "GET /images/disk%u.iso HTTP/1.1\r\nHost: mirror.example\r\nUser-Agent: curl/8.5.0\r\n"
                         "Accept: */*\r\n\r\n", flow->number);
        return;
    }
    write_text(flow, "HTTP/1.1 200 OK\r\nServer: nginx/1.24.0\r\nContent-Type: application/octet-stream\r\n"
                     "Content-Length: %llu\r\nAccept-Ranges: bytes\r\n\r\n", (unsigned long long)flow->body);
}

/* A login, two or three uses of its session, and in one session of twenty a refusal of the last. */
static void write_session(struct flow *flow, int side)
{
    bool is_login = flow->done == 0;
    bool is_refused = flow->done == flow->exchanges - 1 && flow->number % 20 == 7;
    uint64_t high = value_of(flow->number), low = value_of(~(uint64_t)flow->number);
    if (side == CLIENT && is_login) {
        char form[64];
        int length = snprintf(form, sizeof form, "user=u%u&password=p%08llx", flow->number, (unsigned long long)low >> 32);
        write_text(flow, "POST /login HTTP/1.1\r\nHost: app.example\r\nUser-Agent: app/%u\r\n"
                         "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
                   flow->number % 7, length, form);
    } else if (side == CLIENT) {
        write_text(flow, "GET /account/%d HTTP/1.1\r\nHost: app.example\r\nUser-Agent: app/%u\r\n"
                         "Cookie: sid=%016llx%016llx\r\n\r\n",
                   flow->done, flow->number % 7, (unsigned long long)high, (unsigned long long)low);
    } else if (is_login) {
        write_text(flow, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
                         "Set-Cookie: sid=%016llx%016llx; Path=/; Max-Age=1800; HttpOnly\r\n\r\nok",
                   (unsigned long long)high, (unsigned long long)low);
    } else {
        write_text(flow, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"cart\":%05u}",
                   is_refused ? "401 Unauthorized" : "200 OK", between(0, 99999));
    }
}

static void write_short(struct flow *flow, int side)
{
    write_text(flow, side == CLIENT ? "GET /health HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n"
                                    : "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
}

/* A pipeline of commands to Redis, or the answers to it: GET, SET, EXPIRE and HGETALL, of sessions and of a cache. */
static void write_pipeline(struct flow *flow, int side)
{
    for (int number = 0; number < PIPELINE; number++) {
        char key[64], value[160];
        uint64_t kind = value_of((uint64_t)flow->number << 32 | (uint64_t)(flow->done * PIPELINE + number) << 8);
        unsigned choice = kind % 100, id = (unsigned)(kind >> 8) % STORED_SESSIONS;
        bool is_session = kind >> 40 & 1;
        int key_length = is_session ? snprintf(key, sizeof key, "session:%016llx%016llx", (unsigned long long)value_of(id),
                                               (unsigned long long)value_of(~(uint64_t)id))
                                    : snprintf(key, sizeof key, "cache:product:%u", id);
        int value_length = snprintf(value, sizeof value, "{\"user\":\"customer-%u\",\"cart\":[\"lamp\",\"chair\"],\"locale\":\"en\","
                                    "\"seen\":%u}", id, BEGIN + flow->done);
        if (side == CLIENT && choice < 60) {
            write_text(flow, "*2\r\n$3\r\nGET\r\n$%d\r\n%s\r\n", key_length, key);
        } else if (side == CLIENT && choice < 80) {
            write_text(flow, "*5\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n$2\r\nEX\r\n$4\r\n3600\r\n", key_length, key,
                       value_length, value);
        } else if (side == CLIENT && choice < 90) {
            write_text(flow, "*3\r\n$6\r\nEXPIRE\r\n$%d\r\n%s\r\n$4\r\n3600\r\n", key_length, key);
        } else if (side == CLIENT) {
            write_text(flow, "*2\r\n$7\r\nHGETALL\r\n$%d\r\nuser:%s\r\n", key_length + 5, key);
        } else if (choice < 60 && !is_session && choice < 10) {
            write_text(flow, "$-1\r\n");
        } else if (choice < 60) {
            write_text(flow, "$%d\r\n%s\r\n", value_length, value);
        } else if (choice < 80) {
            write_text(flow, "+OK\r\n");
        } else if (choice < 90) {
            write_text(flow, ":1\r\n");
        } else {
            write_text(flow, "*4\r\n$4\r\nname\r\n$8\r\ncustomer\r\n$4\r\ncity\r\n$6\r\nLeiden\r\n");
        }
    }
}

/* ---- turns */

static uint64_t talk(struct flow *flow, uint64_t time)
{
    for (int side = CLIENT; side <= SERVER; side++) {
        uint32_t start = flow->used;
        switch (workload->script) {
        case MIX: side == CLIENT ? write_request(flow, one_in(10)) : write_response(flow, time); break;
        case BULK: write_big(flow, side); break;
        case SESSIONS: write_session(flow, side); break;
        case REDIS: write_pipeline(flow, side); break;
        case SHORT: case SYNS: write_short(flow, side); break;
        }
        time = say(flow, time, side, start, flow->used - start) + between(500, 40000);
    }
    return time;
}

static void open_flow(struct flow *flow, uint32_t number)
{
    uint32_t client = number % workload->clients;
    flow->number = number;
    flow->address[CLIENT] = 0x0a000001 + client;
    flow->address[SERVER] = 0xc0a80101 + number % 20;
    flow->port[CLIENT] = (uint16_t)(20000 + number / workload->clients % 40000);
    flow->port[SERVER] = workload->script == REDIS ? 6379 : 80;
    for (int side = CLIENT; side <= SERVER; side++) {
        flow->sequence[side] = (uint32_t)chance();
        flow->identification[side] = (uint16_t)chance();
    }
    flow->stage = OPEN;
    flow->done = 0;
    flow->body = 0;
    flow->exchanges = workload->script == MIX ? (int)between(2, 14) : workload->script == SESSIONS ? (int)between(3, 4)
                    : workload->script == REDIS ? PIPELINES : 1;
}

/* Sends what comes next, and says when to ask again. */
static uint64_t turn(struct flow *flow, uint64_t time, double scale)
{
    flow->used = 0;
    switch (flow->stage) {
    case OPEN: {
        uint32_t trip = between(1000, 40000);
        send_one(flow, time, CLIENT, SYN, 0, 0);
        send_one(flow, time + trip, SERVER, SYN | ACK, 0, 0);
        send_one(flow, time + trip + 100, CLIENT, ACK, 0, 0);
        flow->stage = TALK;
        return time + trip + 200;
    }
    case TALK:
        if (workload->body > 0) flow->body = (uint64_t)((double)workload->body * scale);
        time = talk(flow, time);
        flow->done++;
        flow->stage = flow->body > 0 ? BODY : flow->done < flow->exchanges ? TALK : CLOSE;
        return time + between(1000, 400000);
    case BODY: {
        uint32_t size = flow->body < BULK_TURN ? (uint32_t)flow->body : BULK_TURN;
        write_filler(flow, size);
        flow->body -= size;
        if (flow->body == 0) flow->stage = CLOSE;
        return say(flow, time, SERVER, 0, size) + 300;
    }
    case CLOSE: {
        int first = one_in(3) ? SERVER : CLIENT;
        send_one(flow, time, first, FIN | ACK, 0, 0);
        send_one(flow, time + 500, !first, FIN | ACK, 0, 0);
        send_one(flow, time + 900, first, ACK, 0, 0);
        flow->stage = DONE;
        return time + 1000;
    }
    case DONE: break;
    }
    return 0;
}

static void make_syns(uint32_t count)
{
    for (uint32_t number = 0; number < count; number++) {
        struct flow flow = {.address = {0x0b000000 + ((uint32_t)chance() & 0x3fffffff), 0xc0a80101},
                            .port = {(uint16_t)between(1024, 65535), (uint16_t)between(1, 1023)}};
        struct event event = {.time = (uint64_t)number * workload->gap, .sequence = (uint32_t)chance(), .flags = SYN};
        put_packet(&flow, &event);
    }
}

/* Opens flow after flow, and lets each take its turns; a flow that is over gives its place to a new one. */
static void make_flows(uint32_t count, double scale)
{
    struct flow **free_flows = NULL;
    size_t free_count = 0, flow_count = 0;
    push((struct event){.time = 0});
    for (uint32_t opened = 0; waiting > 0;) {
        struct event event = pop();
        struct flow *flow = event.flow;
        if (event.flags != 0) {
            put_packet(flow, &event);
            continue;
        }
        if (flow == NULL) { /* time for a new flow */
            if (opened == count) continue;
            push((struct event){.time = event.time + workload->gap});
            if (free_count > 0) {
                flow = free_flows[--free_count];
            } else {
                free_flows = realloc(free_flows, ++flow_count * sizeof *free_flows);
                flow = calloc(1, sizeof *flow);
                if (free_flows == NULL || flow == NULL || (flow->buffer = malloc(BUFFER)) == NULL) exit(1);
            }
            open_flow(flow, opened++);
        }
        uint64_t next = turn(flow, event.time, scale);
        if (next > 0) {
            push((struct event){.time = next, .flow = flow});
        } else {
            free_flows[free_count++] = flow;
        }
    }
}

int main(int argc, char **argv)
{
    double scale = argc == 4 ? atof(argv[2]) : 0;
    for (size_t index = 0; argc == 4 && index < sizeof workloads / sizeof *workloads; index++) {
        if (strcmp(argv[1], workloads[index].name) == 0) workload = &workloads[index];
    }
    if (workload == NULL || scale <= 0) {
        fprintf(stderr, "usage: generate WORKLOAD SCALE SEED > FILE\nworkloads:");
        for (size_t index = 0; index < sizeof workloads / sizeof *workloads; index++) {
            fprintf(stderr, " %s", workloads[index].name);
        }
        fprintf(stderr, "\n");
        return 64;
    }
    state = strtoull(argv[3], NULL, 10);
    for (size_t index = 0; index < FILLER; index++) {
        filler[index] = "abcdefghijklmnopqrstuvwxyz0123456789 <>/=\"ETAOINSHRDLU.,;:-_+(){}"[chance() % 66];
    }
    setvbuf(stdout, NULL, _IOFBF, 1 << 20);
    put_file_header();
    uint32_t count = workload->body > 0 ? workload->flows : (uint32_t)(workload->flows * scale + 0.5);
    if (workload->script == SYNS) {
        make_syns(count);
    } else {
        make_flows(count, scale);
    }
    if (fclose(stdout) != 0) {
        perror("generate");
        return 1;
    }
    fprintf(stderr, "%s: %llu packets, %u flows\n", workload->name, (unsigned long long)packets, count);
    return 0;
}
