/* The bare loop: reads every packet as libpcap comes, and does nothing with it. What other programs are held against.
 *
 *     bare FILE
 */
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    char error[PCAP_ERRBUF_SIZE];
    struct pcap_pkthdr *header;
    const u_char *bytes;
    unsigned long long packets = 0, octets = 0;
    int status;

    if (argc != 2) {
        fprintf(stderr, "usage: bare FILE\n");
        return 64;
    }
    pcap_t *capture = pcap_open_offline(argv[1], error);
    if (capture == NULL) {
        fprintf(stderr, "bare: %s\n", error);
        return 2;
    }
    while ((status = pcap_next_ex(capture, &header, &bytes)) == 1) {
        packets++;
        octets += header->caplen;
    }
    printf("%llu packets, %llu octets\n", packets, octets);
    pcap_close(capture);
    return status == PCAP_ERROR_BREAK ? 0 : 2;
}
