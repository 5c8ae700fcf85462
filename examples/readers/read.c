// Prints what a segment says of itself, and one value of a seqlock: read FILE CELL VALUE WORDS, where CELL and VALUE are
// `offset` and `value_offset` in the schema. For segments of trusted programs: the offsets are not checked (docs/schema.md).
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
static uint64_t load(const char *at) { return __atomic_load_n((const uint64_t *)at, __ATOMIC_RELAXED); }

int main(int argc, char **argv) {
    struct stat status;
    int file = argc == 5 ? open(argv[1], O_RDONLY) : -1;
    if (file < 0 || fstat(file, &status) || status.st_size < 256) return fputs("read FILE CELL VALUE WORDS\n", stderr), 1;
    const char *segment = mmap(NULL, status.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (segment == MAP_FAILED || memcmp(segment, "shmcells\3\0\0\0", 12)) return fputs("not a segment of format 3\n", stderr), 1;
    uint64_t selector = load(segment + 48), second = selector >> 33 & 1, data = load(segment + 136);
    printf("fingerprint %016" PRIx64 " version %u data %" PRIu64 "\n", load(segment + (second ? 152 : 40)), (unsigned)selector, data);
    printf("%.*s\n", (int)load(segment + (second ? 168 : 112)), segment + load(segment + (second ? 160 : 104)));
    const char *cell = segment + data + strtoull(argv[2], NULL, 0), *value = cell + strtoull(argv[3], NULL, 0);
    uint64_t before, words = strtoull(argv[4], NULL, 0), *copy = malloc(8 * words);
    do { // The first fence keeps the loads of the value behind that of the number, the second one before the next.
        before = load(cell), __atomic_thread_fence(__ATOMIC_ACQUIRE);
        for (uint64_t word = 0; word < words; word++) copy[word] = load(value + 8 * word);
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
    } while (before & 1 || load(cell) != before);
    printf("version %" PRIu64, before / 2);
    for (uint64_t word = 0; word < words; word++) printf(" %" PRIu64 "%c", copy[word], word + 1 < words ? ' ' : '\n');
}
