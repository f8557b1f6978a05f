// Signals wait while libraries compute.
//
// oneDNN's matrix product (jit_avx512_core_gemm and its kin, also inside inner products and some convolutions) moves the stack
// pointer into a buffer of the heap while its kernel runs. A signal that the thread takes there lays its frame, about 3 KiB with
// AVX-512, over whatever lies below that buffer: other results, or the allocator's own records. .NET sends signals to its threads
// whenever it collects garbage, and users send theirs, so threads take none while they are inside; those that are sent meanwhile
// are taken when the computation returns. Threads that a library starts there never take any.
#pragma once

#ifdef __unix__
#include <signal.h>

namespace audit {

class SignalsWait {
 public:
  SignalsWait() { pthread_sigmask(SIG_BLOCK, &others(), &before); }
  ~SignalsWait() { pthread_sigmask(SIG_SETMASK, &before, nullptr); }
  SignalsWait(const SignalsWait&) = delete;
  SignalsWait& operator=(const SignalsWait&) = delete;

  // All but those that an instruction raises in the thread itself.
  static const sigset_t& others() {
    static const sigset_t set = [] {
      sigset_t all;
      sigfillset(&all);
      for (int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS}) sigdelset(&all, own);
      return all;
    }();
    return set;
  }

 private:
  sigset_t before;
};

// Where a library calls back: .NET stops its threads by signals.
class SignalsTaken {
 public:
  SignalsTaken() { pthread_sigmask(SIG_UNBLOCK, &SignalsWait::others(), &before); }
  ~SignalsTaken() { pthread_sigmask(SIG_SETMASK, &before, nullptr); }
  SignalsTaken(const SignalsTaken&) = delete;
  SignalsTaken& operator=(const SignalsTaken&) = delete;

 private:
  sigset_t before;
};

}  // namespace audit
#else
namespace audit {

class SignalsWait {
 public:
  SignalsWait() {}
};
class SignalsTaken {
 public:
  SignalsTaken() {}
};

}  // namespace audit
#endif
