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

// The first line with something in it: the compiler of TorchScript begins its messages with an empty one.
inline std::string first_line(const std::string& text) {
  size_t begin = text.find_first_not_of("\n ");
  return begin == std::string::npos ? text : text.substr(begin, text.find('\n', begin) - begin);
}

// The interpreter of TorchScript tells where it was, and only in the last line what went wrong.
inline std::string headline(const std::string& text) {
  if (text.find("The following operation failed in the TorchScript interpreter") == std::string::npos) return first_line(text);
  size_t end = text.find_last_not_of("\n ");
  size_t begin = text.rfind('\n', end);
  return text.substr(begin + 1, end - begin);
}

template <class F> int guarded(F&& body) {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    last_error = headline(e.what_without_backtrace());
  } catch (const std::exception& e) {
    last_error = headline(e.what());
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
