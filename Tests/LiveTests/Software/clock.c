// A clock that a test can set, without setting the machine's: loaded before the program (LD_PRELOAD), it moves what
// libpcap stamps packets with and what the program reads of CLOCK_REALTIME by the seconds that the file HANGUP_CLOCK holds.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long step(void) {
    static int file = -2;
    if (file == -2) {
        const char *path = getenv("HANGUP_CLOCK");
        file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    }
    char text[32] = {0};
    return file >= 0 && pread(file, text, sizeof text - 1, 0) > 0 ? atol(text) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, time);
    if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += step();
    return result;
}

struct receiver {
    pcap_handler callback;
    unsigned char *user;
    long step;
};

static void move(unsigned char *user, const struct pcap_pkthdr *header, const unsigned char *packet) {
    struct receiver *receiver = (struct receiver *)user;
    struct pcap_pkthdr moved = *header;
    moved.ts.tv_sec += receiver->step;
    receiver->callback(receiver->user, &moved, packet);
}

int pcap_dispatch(pcap_t *pcap, int count, pcap_handler callback, unsigned char *user) {
    static int (*real)(pcap_t *, int, pcap_handler, unsigned char *);
    if (!real) real = (int (*)(pcap_t *, int, pcap_handler, unsigned char *))dlsym(RTLD_NEXT, "pcap_dispatch");
    struct receiver receiver = {callback, user, step()};
    return real(pcap, count, move, (unsigned char *)&receiver);
}
