/* What the checks of tests/release/wine need of Windows and a shell does not give. Built with MinGW.
 *
 *   helper modes OUT SIGNAL COMMAND...  Starts COMMAND on this console, and writes to OUT what the modes of the console were before and
 *                                       after it, and how it ended. Once OUT.now is there SIGNAL is sent: c, break, kill; none sends none.
 *   helper lock FILE                    Keeps FILE open and shared with nobody, says "locked", and ends with standard input.
 */
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

static PROCESS_INFORMATION child;
static const wchar_t *wanted;

static BOOL WINAPI stay(DWORD event) {
    (void)event;
    return TRUE;
}

static HANDLE console(const wchar_t *name) {
    return CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
}

static void modes(FILE *out, const char *when) {
    DWORD in = 0, screen = 0;
    HANDLE handle = console(L"CONIN$");
    BOOL has_in = GetConsoleMode(handle, &in);
    CloseHandle(handle);
    handle = console(L"CONOUT$");
    BOOL has_out = GetConsoleMode(handle, &screen);
    CloseHandle(handle);
    fprintf(out, "%s in %s%08lx out %s%08lx\n", when, has_in ? "" : "none ", in, has_out ? "" : "none ", screen);
    fflush(out);
}

/* Waits for the file that says that it is time, since standard input is the program's own. */
static DWORD WINAPI interrupt(LPVOID at) {
    while (GetFileAttributesW((const wchar_t *)at) == INVALID_FILE_ATTRIBUTES)
        Sleep(20);
    if (!wcscmp(wanted, L"c"))
        GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
    else if (!wcscmp(wanted, L"break"))
        GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0);
    else if (!wcscmp(wanted, L"kill"))
        TerminateProcess(child.hProcess, 99);
    return 0;
}

static int run(int count, wchar_t **words) {
    wchar_t line[8192] = L"", path[1024];
    STARTUPINFOW start = {.cb = sizeof start};
    DWORD code = 0;
    FILE *out = _wfopen(words[2], L"wb");
    if (!out)
        return 2;
    wanted = words[3];
    for (int i = 4; i < count; i++) {
        wcscat(line, i > 4 ? L" \"" : L"\"");
        wcscat(line, words[i]);
        wcscat(line, L"\"");
    }
    swprintf(path, 1024, L"%ls.now", words[2]);
    SetConsoleCtrlHandler(stay, TRUE);
    modes(out, "before");
    if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &child)) {
        fprintf(out, "not started %lu\n", GetLastError());
        return 2;
    }
    if (wcscmp(wanted, L"none"))
        CloseHandle(CreateThread(NULL, 0, interrupt, path, 0, NULL));
    WaitForSingleObject(child.hProcess, INFINITE);
    GetExitCodeProcess(child.hProcess, &code);
    modes(out, "after");
    fprintf(out, "code %ld\n", (long)code);
    fclose(out);
    return 0;
}

int wmain(int count, wchar_t **words) {
    if (count > 4 && !wcscmp(words[1], L"modes"))
        return run(count, words);
    if (count == 3 && !wcscmp(words[1], L"lock")) {
        HANDLE file = CreateFileW(words[2], GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (file == INVALID_HANDLE_VALUE)
            return 2;
        puts("locked");
        fflush(stdout);
        while (getchar() != EOF)
            ;
        return 0;
    }
    return 2;
}
