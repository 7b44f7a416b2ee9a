#ifndef HANGUP_CPCAP_SHIM_H
#define HANGUP_CPCAP_SHIM_H

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

/// The functions of a stdio file of ours. glibc declares fopencookie only with _GNU_SOURCE, which changes other types
/// too (fd_set), and Swift's own module of the C library is built without; so it is declared here, under another name.
typedef struct {
    ssize_t (*read)(void *cookie, char *buffer, size_t size);
    ssize_t (*write)(void *cookie, const char *buffer, size_t size);
    int (*seek)(void *cookie, int64_t *offset, int whence);
    int (*close)(void *cookie);
} hangup_cookie_functions;

extern FILE *hangup_fopencookie(void *cookie, const char *mode, hangup_cookie_functions functions)
    __asm__("fopencookie");

/// Opens such a file for reading, with a buffer of ours, and without locks: one thread reads it.
static inline FILE *hangup_open_reader(
    void *cookie, ssize_t (*read)(void *, char *, size_t), int (*close)(void *), char *buffer, size_t size) {
    hangup_cookie_functions functions = {read, NULL, NULL, close};
    FILE *file = hangup_fopencookie(cookie, "r", functions);
    if (file == NULL) return NULL;
    setvbuf(file, buffer, _IOFBF, size);
    __fsetlocking(file, FSETLOCKING_BYCALLER);
    return file;
}

/// Copies octets from one pipe into another without taking them; declared under another name for the same reason.
extern ssize_t hangup_tee(int from, int to, size_t length, unsigned int flags) __asm__("tee");

/// Begins to inflate gzip data (RFC 1952); zlib's own inflateInit2 is a macro.
static inline int hangup_inflate_gzip(z_stream *stream) {
    memset(stream, 0, sizeof *stream);
    return inflateInit2(stream, 15 + 16);
}

#ifdef __linux__
#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// A descriptor that is readable after it was written to, for one thread to wake another; -1 and errno on failure.
static inline int hangup_open_event(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// Declared by glibc only with _GNU_SOURCE.
extern int hangup_setresuid(uid_t real, uid_t effective, uid_t saved) __asm__("setresuid");
extern int hangup_setresgid(gid_t real, gid_t effective, gid_t saved) __asm__("setresgid");

/// Names the thread that calls it, as `top -H` shows it; 15 octets count.
static inline void hangup_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

/// Nothing that this process executes, and nobody else, can give it more rights than it has; 0, or -1 and errno.
static inline int hangup_forbid_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

/// Takes every capability out of the bounding set; 0, or -1 and errno where that is not allowed.
static inline int hangup_empty_bounding_set(void) {
    for (int capability = 0; capability < 64; capability++) {
        int held = prctl(PR_CAPBSET_READ, capability, 0, 0, 0);
        if (held < 0) break;
        if (held > 0 && prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) return -1;
    }
    return 0;
}

/// Empties the ambient, the effective, the permitted and the inheritable set; 0, or -1 and errno.
static inline int hangup_drop_capabilities(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2];
    memset(none, 0, sizeof none);
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 && errno != EINVAL) return -1;
    return (int)syscall(SYS_capset, &header, none);
}

/// The effective, permitted and inheritable capabilities together; 0 where there are none, ~0 where that is not known.
static inline uint64_t hangup_capabilities(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct held[2];
    if (syscall(SYS_capget, &header, held) != 0) return ~(uint64_t)0;
    uint64_t low = held[0].effective | held[0].permitted | held[0].inheritable;
    uint64_t high = held[1].effective | held[1].permitted | held[1].inheritable;
    return high << 32 | low;
}
#endif

#endif
