/* Makes this host look, to a User Mode Linux kernel, like one whose register state is longer: preloaded into the kernel's
 * process by `boot --register-state BYTES`, which is how a machine without AMX plays one with it.
 *
 * Linux answers PTRACE_GETREGSET with at most its own length, cuts a longer PTRACE_SETREGSET to it, and refuses a shorter
 * one with EFAULT (arch/x86/kernel/fpu/regset.c). This does the same with REGISTER_STATE_BYTES as the length. */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef NT_X86_XSTATE
#define NT_X86_XSTATE 0x202
#endif

static size_t pretended(void)
{
	const char *bytes = getenv("REGISTER_STATE_BYTES");
	return bytes ? strtoul(bytes, NULL, 10) : 0;
}

static long get_register_state(pid_t pid, struct iovec *asked)
{
	size_t length = asked->iov_len < pretended() ? asked->iov_len : pretended();
	struct iovec real = *asked;
	long result = syscall(SYS_ptrace, PTRACE_GETREGSET, pid, NT_X86_XSTATE, &real);
	if (result < 0)
		return result;
	if (length > real.iov_len)
		memset((char *)real.iov_base + real.iov_len, 0, length - real.iov_len);
	asked->iov_len = length;
	return result;
}

static long set_register_state(pid_t pid, struct iovec *asked)
{
	if (asked->iov_len < pretended()) {
		errno = EFAULT;
		return -1;
	}
	/* The real host cuts what is longer than its own. */
	return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, NT_X86_XSTATE, asked);
}

long ptrace(enum __ptrace_request request, ...)
{
	va_list arguments;
	va_start(arguments, request);
	pid_t pid = va_arg(arguments, pid_t);
	void *address = va_arg(arguments, void *), *data = va_arg(arguments, void *);
	va_end(arguments);

	if (pretended() && (long)address == NT_X86_XSTATE) {
		if (request == PTRACE_GETREGSET)
			return get_register_state(pid, data);
		if (request == PTRACE_SETREGSET)
			return set_register_state(pid, data);
	}
	if (request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER) {
		long word, result = syscall(SYS_ptrace, request, pid, address, &word);
		return result < 0 ? result : word;
	}
	return syscall(SYS_ptrace, request, pid, address, data);
}
