// Loaded into the product (LD_PRELOAD): notes which methods run, in the order of their first call. A breakpoint stands at the head of
// every method and goes when it is hit, so a method costs one signal in all. x64 only.
// TRAP_LIST: a line for each name, "hexadecimal-offset name", ascending; several names may share an offset.
// TRAP_OUT: gets the names of those that ran when the process ends by itself.
#define _GNU_SOURCE
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { BREAKPOINT = 0xCC, PAGE = 4096, MOST_METHODS = 1 << 20 };

struct method
{
    uintptr_t head;
    char *name;
    uint8_t first_byte;
};

static struct method *methods;
static size_t count;
static struct method **ran;
static size_t ran_count;

static _Noreturn void fail(const char *what)
{
    perror(what);
    _exit(98);
}

static struct method *find(uintptr_t head) // the first of that offset
{
    size_t low = 0, high = count;
    while (low < high)
    {
        size_t middle = (low + high) / 2;
        if (methods[middle].head < head)
        {
            low = middle + 1;
        }
        else
        {
            high = middle;
        }
    }

    return low < count && methods[low].head == head ? &methods[low] : NULL;
}

static void on_trap(int signal_number, siginfo_t *info, void *context)
{
    (void)signal_number;
    (void)info;
    greg_t *rip = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
    uintptr_t at = (uintptr_t)*rip - 1;
    struct method *method = find(at);
    if (method == NULL)
    {
        static const char text[] = "trap.so: a breakpoint that is not ours\n";
        (void)!write(STDERR_FILENO, text, sizeof text - 1);
        _exit(99);
    }

    // Another thread may have been here first: then there is nothing to note, only to run the instruction.
    if (__atomic_exchange_n((uint8_t *)at, method->first_byte, __ATOMIC_SEQ_CST) == BREAKPOINT)
    {
        ran[__atomic_fetch_add(&ran_count, 1, __ATOMIC_SEQ_CST)] = method;
    }

    *rip = (greg_t)at;
}

static int on_object(struct dl_phdr_info *object, size_t size, void *base)
{
    (void)size;
    *(uintptr_t *)base = (uintptr_t)object->dlpi_addr; // the first is the executable
    return 1;
}

static void read_list(const char *path, uintptr_t base)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
    {
        fail(path);
    }

    methods = calloc(MOST_METHODS, sizeof *methods);
    ran = calloc(MOST_METHODS, sizeof *ran);
    char *line = NULL;
    size_t room = 0;
    while (methods != NULL && ran != NULL && count < MOST_METHODS && getline(&line, &room, file) > 0)
    {
        char *name;
        methods[count].head = base + strtoull(line, &name, 16);
        name[strcspn(name, "\n")] = 0;
        methods[count].name = strdup(name + 1);
        count++;
    }

    free(line);
    fclose(file);
    if (count == 0)
    {
        fail("no methods");
    }
}

__attribute__((constructor)) static void begin(void)
{
    const char *list = getenv("TRAP_LIST");
    if (list == NULL || getenv("TRAP_OUT") == NULL)
    {
        return;
    }

    unsetenv("LD_PRELOAD");
    uintptr_t base = 0;
    dl_iterate_phdr(on_object, &base);
    read_list(list, base);
    uintptr_t low = methods[0].head & ~(uintptr_t)(PAGE - 1);
    if (mprotect((void *)low, methods[count - 1].head + 1 - low, PROT_READ | PROT_WRITE | PROT_EXEC) != 0)
    {
        fail("mprotect");
    }

    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_trap;
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK | SA_NODEFER;
    sigaction(SIGTRAP, &action, NULL);
    for (size_t i = 0; i < count; i++)
    {
        uint8_t *head = (uint8_t *)methods[i].head;
        if (i == 0 || methods[i - 1].head != methods[i].head)
        {
            methods[i].first_byte = *head;
            *head = BREAKPOINT;
        }
    }
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("TRAP_OUT");
    FILE *file = count == 0 || path == NULL ? NULL : fopen(path, "w");
    if (file == NULL)
    {
        return;
    }

    size_t noted = ran_count;
    for (size_t i = 0; i < noted; i++)
    {
        for (struct method *m = ran[i]; m < methods + count && m->head == ran[i]->head; m++)
        {
            fprintf(file, "%s\n", m->name);
        }
    }

    fclose(file);
}
