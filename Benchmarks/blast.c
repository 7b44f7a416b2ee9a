/* Sends the frames of a capture into an interface.
 *
 *     blast INTERFACE RATE SECONDS < FILE    so many packets a second, for so long; the file is read into memory first,
 *                                            and begun anew with other clients (10.x.y.z) where it ends
 *     blast INTERFACE times < FILE           each packet at the time that the file says; the file may be a pipe
 *
 * FILE is a pcap file of Ethernet frames with microseconds in this machine's byte order, as generate makes it.
 * At the end: packets sent, packets that the interface did not take, seconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 64, LONGEST = 2048, ETHERNET = 14 };

struct record {
    uint32_t seconds, microseconds, captured, original;
};

static struct mmsghdr messages[BATCH];
static struct iovec pieces[BATCH];
static unsigned int waiting;
static uint64_t sent, refused;
static int out;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static double now(void)
{
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return (double)moment.tv_sec + (double)moment.tv_nsec / 1e9;
}

static void sleep_until(double moment)
{
    double rest = moment - now();
    if (rest <= 0) return;
    struct timespec time = {(time_t)rest, (long)((rest - (double)(time_t)rest) * 1e9)};
    nanosleep(&time, NULL);
}

static void flush(void)
{
    for (unsigned int done = 0; done < waiting;) {
        int count = sendmmsg(out, messages + done, waiting - done, 0);
        if (count > 0) {
            sent += (uint64_t)count;
            done += (unsigned int)count;
        } else if (errno == ENOBUFS || errno == EAGAIN) {
            refused++; /* the first of those left; the others may go */
            done++;
        } else if (errno != EINTR) {
            fail("sendmmsg");
        }
    }
    waiting = 0;
}

static void send_frame(uint8_t *frame, uint32_t length)
{
    pieces[waiting] = (struct iovec){frame, length};
    messages[waiting].msg_hdr.msg_iov = &pieces[waiting];
    messages[waiting].msg_hdr.msg_iovlen = 1;
    if (++waiting == BATCH) flush();
}

static void open_interface(const char *name)
{
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(name)};
    if (address.sll_ifindex == 0) fail(name);
    out = socket(AF_PACKET, SOCK_RAW, 0); /* protocol 0: it gets nothing itself */
    if (out < 0) fail("socket");
    if (bind(out, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
    int yes = 1;
    setsockopt(out, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof yes);
}

static bool read_record(struct record *record, uint8_t *frame)
{
    if (fread(record, sizeof *record, 1, stdin) != 1) return false;
    if (record->captured > LONGEST || record->captured < ETHERNET) {
        fprintf(stderr, "blast: a frame of %u octets\n", record->captured);
        exit(1);
    }
    return fread(frame, record->captured, 1, stdin) == 1;
}

static void read_header(void)
{
    uint32_t header[6];
    if (fread(header, sizeof header, 1, stdin) != 1 || header[0] != 0xa1b2c3d4 || header[5] != 1) {
        fprintf(stderr, "blast: not a pcap file of Ethernet frames with microseconds\n");
        exit(1);
    }
}

/* ---- at the times of the file */

static double replay(void)
{
    static uint8_t slots[BATCH][LONGEST];
    struct record record;
    double began = now(), first = -1;
    while (read_record(&record, slots[waiting])) {
        double time = record.seconds + record.microseconds / 1e6;
        if (first < 0) first = time;
        if (began + time - first > now() + 0.001) {
            /* What came before is due; this one waits in its place. */
            uint8_t *next = slots[waiting];
            unsigned int place = waiting;
            flush();
            if (place > 0) memcpy(slots[0], next, record.captured);
            sleep_until(began + time - first);
        }
        send_frame(slots[waiting], record.captured);
    }
    flush();
    return now() - began;
}

/* ---- at a rate */

struct frame {
    size_t offset;
    uint32_t length;
};

static uint8_t *content;
static struct frame *frames;
static size_t frame_count;

static void load(void)
{
    size_t room = 0, used = 0, places = 0;
    uint8_t frame[LONGEST];
    struct record record;
    while (read_record(&record, frame)) {
        if (used + record.captured > room) content = realloc(content, room = 2 * room + (1 << 20));
        if (frame_count == places) frames = realloc(frames, (places = 2 * places + 1024) * sizeof *frames);
        if (content == NULL || frames == NULL) fail("realloc");
        memcpy(content + used, frame, record.captured);
        frames[frame_count++] = (struct frame){used, record.captured};
        used += record.captured;
    }
    if (frame_count == 0) {
        fprintf(stderr, "blast: no frames\n");
        exit(1);
    }
}

/* Clients of the next lap are others: their second octet is one more. */
static void change_clients(void)
{
    for (size_t index = 0; index < frame_count; index++) {
        uint8_t *ip = content + frames[index].offset + ETHERNET;
        if (frames[index].length < ETHERNET + 20 || ip[0] != 0x45) continue;
        ip[ip[12] == 10 ? 13 : 17]++;
        ip[10] = ip[11] = 0;
        uint32_t sum = 0;
        for (int place = 0; place < 20; place += 2) sum += (uint32_t)ip[place] << 8 | ip[place + 1];
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        ip[10] = (uint8_t)(~sum >> 8);
        ip[11] = (uint8_t)~sum;
    }
}

static double blast(double rate, double seconds)
{
    double began = now(), paused = 0;
    uint64_t count = 0, wanted = (uint64_t)(rate * seconds);
    size_t next = 0;
    while (count < wanted) {
        uint64_t due = (uint64_t)((now() - began - paused) * rate) + 1;
        for (; count < due && count < wanted; count++) {
            if (next == frame_count) {
                flush();
                double start = now();
                change_clients();
                paused += now() - start;
                next = 0;
            }
            send_frame(content + frames[next].offset, frames[next].length);
            next++;
        }
        flush();
        sleep_until(began + paused + (double)(count + 1) / rate);
    }
    return now() - began - paused;
}

int main(int argc, char **argv)
{
    bool is_replay = argc == 3 && strcmp(argv[2], "times") == 0;
    double rate = argc == 4 ? atof(argv[2]) : 0, seconds = argc == 4 ? atof(argv[3]) : 0, took;
    if (!is_replay && (rate <= 0 || seconds <= 0)) {
        fprintf(stderr, "usage: blast INTERFACE RATE SECONDS < FILE\n       blast INTERFACE times < FILE\n");
        return 64;
    }
    open_interface(argv[1]);
    setvbuf(stdin, NULL, _IOFBF, 1 << 20);
    read_header();
    if (is_replay) {
        took = replay();
    } else {
        load();
        took = blast(rate, seconds);
    }
    printf("%llu sent, %llu refused, %.3f s\n", (unsigned long long)sent, (unsigned long long)refused, took);
    return 0;
}
