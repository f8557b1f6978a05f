// What a process takes from itself before it reads a hostile file: memory, files, system calls. Linux; each layer is taken where
// the kernel has it, and the caller learns which were. Constants of newer kernels are written out, since headers may be older.
#include "audit_native.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <vector>

namespace {

// ---- Landlock: which files the calling thread, and those that it starts, may open ----

constexpr long kLandlockCreate = 444, kLandlockAdd = 445, kLandlockRestrict = 446;
constexpr uint64_t kExecute = 1, kWriteFile = 2, kReadFile = 4, kReadDir = 8, kIoctl = 1 << 15;

struct LandlockRules { uint64_t files, net, scoped; };
struct __attribute__((packed)) LandlockPath { uint64_t allowed; int32_t parent; };

// 0: the kernel has none.
int landlock_version() {
  long version = syscall(kLandlockCreate, nullptr, 0, 1u);
  return version < 1 ? 0 : static_cast<int>(version);
}

void allow(int rules, const char* path, uint64_t rights) {
  int file = open(path, O_PATH | O_CLOEXEC);
  if (file < 0) return;  // what is not there need not be read
  LandlockPath rule{rights, file};
  if (syscall(kLandlockAdd, rules, 1, &rule, 0) != 0 && errno == EINVAL) {
    rule.allowed &= ~kReadDir;  // a file, not a folder
    syscall(kLandlockAdd, rules, 1, &rule, 0);
  }
  close(file);
}

bool landlock(const char* const* readable, int readable_count, const char* const* writable, int writable_count) {
  int version = landlock_version();
  if (version == 0) return false;
  // Every right that this version knows is refused unless a rule gives it back.
  uint64_t files = (1u << 13) - 1;
  if (version >= 2) files |= 1u << 13;
  if (version >= 3) files |= 1u << 14;
  if (version >= 5) files |= kIoctl;
  LandlockRules all{files, version >= 4 ? 3u : 0u, version >= 6 ? 1u : 0u};  // not signals: the runtime stops its own threads so
  size_t size = version >= 6 ? sizeof(all) : version >= 4 ? 16 : 8;
  int rules = static_cast<int>(syscall(kLandlockCreate, &all, size, 0u));
  if (rules < 0) return false;
  for (int k = 0; k < readable_count; ++k) allow(rules, readable[k], kReadFile | kReadDir);
  for (int k = 0; k < writable_count; ++k) allow(rules, writable[k], (kReadFile | kReadDir | kWriteFile | kIoctl) & files);
  bool done = syscall(kLandlockRestrict, rules, 0u) == 0;
  close(rules);
  return done;
}

// ---- seccomp: which system calls all threads may make ----

#if defined(__x86_64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr uint32_t kArchitecture = 0;  // no filter
#endif

// What computing needs: memory, threads (the .NET runtime gives each a pipe), time, reading, and the pipe and the block that were open
// before. Nothing here makes, changes or removes a file, starts a program, or opens a socket.
const long kAllowed[] = {
    SYS_read, SYS_readv, SYS_pread64, SYS_write, SYS_writev, SYS_close, SYS_fstat, SYS_newfstatat, SYS_lseek, SYS_faccessat,
    SYS_readlinkat, SYS_getcwd, SYS_getdents64, SYS_fcntl, SYS_dup, SYS_dup3, SYS_statfs, SYS_fstatfs,
    SYS_mmap, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_brk, SYS_mincore, SYS_mlock, SYS_munlock, SYS_mbind, SYS_get_mempolicy, SYS_set_mempolicy,
    SYS_futex, SYS_set_robust_list, SYS_get_robust_list, SYS_membarrier, SYS_sched_yield, SYS_sched_getaffinity, SYS_sched_setaffinity,
    SYS_sched_getparam, SYS_sched_getscheduler, SYS_sched_get_priority_max, SYS_sched_get_priority_min, SYS_getpriority,
    SYS_nanosleep, SYS_clock_nanosleep, SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday, SYS_getrandom, SYS_getcpu,
    SYS_getpid, SYS_gettid, SYS_getppid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_getrusage, SYS_times, SYS_sysinfo, SYS_uname,
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_rt_sigtimedwait, SYS_restart_syscall,
    SYS_exit, SYS_exit_group, SYS_pipe2, SYS_flock, SYS_fadvise64, SYS_ppoll, SYS_pselect6, SYS_eventfd2, SYS_set_tid_address,
    // Newer calls that some headers do not name: rseq, statx, faccessat2, futex_waitv.
#if defined(__x86_64__)
    334, 332, 439, 449,
    SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_poll, SYS_select, SYS_time, SYS_arch_prctl, SYS_getrlimit, SYS_epoll_wait,
#else
    293, 291, 439, 449,
#endif
    SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait,
};

class Filter {
 public:
  void add(uint16_t code, uint32_t k, uint8_t yes = 0, uint8_t no = 0) { program_.push_back({code, yes, no, k}); }
  void load(size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset)); }
  void load_argument(int index) { load(offsetof(seccomp_data, args) + 8 * index); }  // the low word; both architectures are little-endian
  void give(uint32_t action) { add(BPF_RET | BPF_K, action); }

  // Where the number is this, what follows in body decides; else on.
  template <class F> void rule(long number, F&& body) {
    size_t jump = program_.size();
    add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(number));
    body();
    program_[jump].jf = static_cast<uint8_t>(program_.size() - jump - 1);
  }

  bool install() {
    sock_fprog program{static_cast<unsigned short>(program_.size()), program_.data()};
    // On all threads at once; 0 is success, above it the number of a thread that could not be.
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
  }

 private:
  std::vector<sock_filter> program_;
};

bool seccomp(bool device) {
  if (kArchitecture == 0) return false;
  constexpr uint32_t refuse = SECCOMP_RET_ERRNO | EPERM, pass = SECCOMP_RET_ALLOW;
  Filter f;
  f.load(offsetof(seccomp_data, arch));
  f.add(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0);
  f.give(SECCOMP_RET_KILL_PROCESS);
  f.load(offsetof(seccomp_data, nr));
  for (long number : kAllowed) f.rule(number, [&] { f.give(pass); });

  // Files: open for reading only. A GPU's driver opens its devices for writing, there Landlock alone says which.
  auto read_only = [&](int argument) {
    f.load_argument(argument);
    f.add(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY), 0, 1);
    f.give(device ? pass : refuse);
    f.give(pass);
  };
  f.rule(SYS_openat, [&] { read_only(2); });
#if defined(__x86_64__)
  f.rule(SYS_open, [&] { read_only(1); });
#endif
  // Threads of this process, never another process. clone3 hides its flags: without it glibc takes clone.
  f.rule(SYS_clone, [&] {
    f.load_argument(0);
    f.add(BPF_JMP | BPF_JSET | BPF_K, 0x00010000 /* CLONE_THREAD */, 1, 0);
    f.give(refuse);
    f.give(pass);
  });
  f.rule(435 /* clone3 */, [&] { f.give(SECCOMP_RET_ERRNO | ENOSYS); });
  // Signals to own threads: the runtime stops them so.
  f.rule(SYS_tgkill, [&] {
    f.load_argument(0);
    f.add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(getpid()), 1, 0);
    f.give(refuse);
    f.give(pass);
  });
  // Limits may be read. The new limit is a pointer: both words must be zero.
  f.rule(SYS_prlimit64, [&] {
    f.load_argument(2);
    f.add(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    f.give(refuse);
    f.load(offsetof(seccomp_data, args) + 8 * 2 + 4);
    f.add(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    f.give(refuse);
    f.give(pass);
  });
  f.rule(SYS_prctl, [&] {
    f.load_argument(0);
    for (uint32_t name : {15u /* PR_SET_NAME */, 16u /* PR_GET_NAME */, 0x53564d41u /* PR_SET_VMA */}) {
      f.add(BPF_JMP | BPF_JEQ | BPF_K, name, 0, 1);
      f.give(pass);
    }
    f.give(refuse);
  });
  f.rule(SYS_ioctl, [&] { f.give(device ? pass : SECCOMP_RET_ERRNO | ENOTTY); });
  if (device) {
    for (long number : {SYS_memfd_create, SYS_ftruncate}) f.rule(number, [&] { f.give(pass); });
  }
  f.give(refuse);
  return f.install();
}

// ---- memory ----

// Private writable memory of this process now, in bytes; -1 where /proc does not say.
int64_t data_bytes() {
  FILE* file = fopen("/proc/self/status", "r");
  if (!file) return -1;
  char line[256];
  long long kilobytes = -1;
  while (fgets(line, sizeof(line), file))
    if (sscanf(line, "VmData: %lld kB", &kilobytes) == 1) break;
  fclose(file);
  return kilobytes < 0 ? -1 : kilobytes * 1024;
}

bool limit(int resource, uint64_t most) {
  rlimit now;
  if (getrlimit(static_cast<decltype(RLIMIT_DATA)>(resource), &now) != 0) return false;
  rlim_t wanted = now.rlim_max == RLIM_INFINITY ? static_cast<rlim_t>(most) : std::min<rlim_t>(most, now.rlim_max);
  rlimit set{wanted, wanted};
  return setrlimit(static_cast<decltype(RLIMIT_DATA)>(resource), &set) == 0;
}

}  // namespace

// Layers of *layers: 1 memory, 2 Landlock, 4 seccomp.
AUDIT_API int audit_confine(int32_t parent, int64_t memory, int32_t device, const char* const* readable, int32_t readable_count,
                            const char* const* writable, int32_t writable_count, int32_t* layers) {
  *layers = 0;
  // With the parent, always; it may have died before this line.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // Ctrl-C at a terminal goes to both: what happens then is the parent's to say.
  for (int name : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) signal(name, SIG_IGN);
  limit(RLIMIT_CORE, 0);
  if (!device) limit(RLIMIT_FSIZE, 0);
  int64_t used = data_bytes();
  if (used >= 0 && limit(RLIMIT_DATA, static_cast<uint64_t>(used + memory))) *layers |= 1;
  if (landlock(readable, readable_count, writable, writable_count)) *layers |= 2;
  if (seccomp(device != 0)) *layers |= 4;
  return 0;
}

// ---- memory that two processes share ----

// A file that has no name; -1 where the kernel has none. Closed on exec until it is handed on.
AUDIT_API int audit_block_create(int64_t size) {
  int file = static_cast<int>(syscall(SYS_memfd_create, "audit", 3u /* close on exec, sealing */));
  if (file >= 0 && ftruncate(file, size) != 0) {
    close(file);
    return -1;
  }
  return file;
}
// For good, whoever holds it: never smaller; where frozen, never larger either, and written only through what is mapped now.
AUDIT_API int audit_block_seal(int file, int frozen) {
  constexpr int add = 1033 /* F_ADD_SEALS */, seal = 1, shrink = 2, grow = 4, future_write = 16;
  if (frozen && fcntl(file, add, seal | shrink | grow | future_write) == 0) return 0;
  return fcntl(file, add, seal | shrink | (frozen ? grow : 0));
}
AUDIT_API int audit_block_grow(int file, int64_t size) { return ftruncate(file, size); }
AUDIT_API int audit_block_inherit(int file, int value) { return fcntl(file, F_SETFD, value ? 0 : FD_CLOEXEC); }
AUDIT_API void audit_block_close(int file) { close(file); }
AUDIT_API void* audit_block_map(int file, int64_t size, int writable) {
  void* at = mmap(nullptr, static_cast<size_t>(size), writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, file, 0);
  return at == MAP_FAILED ? nullptr : at;
}
AUDIT_API void audit_block_unmap(void* at, int64_t size) { munmap(at, static_cast<size_t>(size)); }

// Moves the pipe of standard output elsewhere and leaves /dev/null in its place and in that of standard error: what a model or a library
// prints meets nobody.
AUDIT_API int audit_take_output() {
  int taken = fcntl(1, F_DUPFD_CLOEXEC, 3);
  int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (taken < 0 || nothing < 0 || dup2(nothing, 1) < 0 || dup2(nothing, 2) < 0) return -1;
  close(nothing);
  return taken;
}
