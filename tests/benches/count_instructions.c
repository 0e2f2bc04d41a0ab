/* A plugin for qemu-aarch64 that counts the guest's instructions: those of each block of code are added when it is entered.
   Declares what it uses of the plugin interface, version 1, so that no header of QEMU is needed. Debian 12 has it in its package qemu-user
   (7.2); those of Debian 13 and sid are built without plugins. */
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef uint64_t plugin_id;
struct plugin_block;

extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, void (*translated)(plugin_id, struct plugin_block *));
extern size_t qemu_plugin_tb_n_insns(const struct plugin_block *block);
extern void qemu_plugin_register_vcpu_tb_exec_cb(struct plugin_block *block, void (*entered)(unsigned int, void *), int flags, void *data);
extern void qemu_plugin_register_atexit_cb(plugin_id id, void (*ended)(plugin_id, void *), void *data);
extern void qemu_plugin_outs(const char *text);

int qemu_plugin_version = 1;
static atomic_ullong instructions;

static void entered(unsigned int processor, void *count)
{
    (void)processor;
    atomic_fetch_add_explicit(&instructions, (uintptr_t)count, memory_order_relaxed);
}

static void translated(plugin_id id, struct plugin_block *block)
{
    (void)id;
    qemu_plugin_register_vcpu_tb_exec_cb(block, entered, 0, (void *)(uintptr_t)qemu_plugin_tb_n_insns(block));
}

static void ended(plugin_id id, void *data)
{
    char line[64];
    (void)id;
    (void)data;
    snprintf(line, sizeof line, "instructions %llu\n", (unsigned long long)atomic_load(&instructions));
    qemu_plugin_outs(line);
}

int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
    (void)info;
    (void)argc;
    (void)argv;
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, ended, NULL);
    return 0;
}
