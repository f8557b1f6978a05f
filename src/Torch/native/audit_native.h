// What the parts of the native library share: errors as text, tensors and devices as plain numbers.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#define AUDIT_API extern "C" __attribute__((visibility("default")))

namespace audit {

inline thread_local std::string last_error;

inline std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

template <class F> int guarded(F&& body) {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    last_error = first_line(e.what_without_backtrace());
  } catch (const std::exception& e) {
    last_error = first_line(e.what());
  } catch (...) {
    last_error = "unknown native exception";
  }
  return 1;
}

inline at::Tensor& tensor(void* handle) { return *static_cast<at::Tensor*>(handle); }
inline void* own(at::Tensor t) { return t.defined() ? new at::Tensor(std::move(t)) : nullptr; }
inline c10::Device device(int64_t packed) {
  return c10::Device(static_cast<c10::DeviceType>(packed >> 32), static_cast<c10::DeviceIndex>(static_cast<int32_t>(packed)));
}

}  // namespace audit
