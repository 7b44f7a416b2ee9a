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

#endif
