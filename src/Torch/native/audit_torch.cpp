// The native part of the libtorch backend. Every operator goes through libtorch's dispatcher by schema name, so this
// file knows none of them; the rest is what the dispatcher does not offer: autograd, guards, raw data, devices, threads.
// TorchScript is in audit_jit.cpp. Plain C interface; each function that can fail returns nonzero and leaves its message in
// audit_error(). Uses only what libtorch 1.13 and 2.x have in common; newer headers ask for C++20, see CMakeLists.txt.
#include "audit_native.h"
#include "audit_signals.h"

#include <torch/torch.h>
#include <torch/version.h>

#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/graph_task.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

// __GLIBC__ comes from a header of the C library, so this stays below the standard headers.
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

using audit::device;
using audit::first_line;
using audit::guarded;
using audit::last_error;
using audit::own;
using audit::tensor;

enum Tag : int32_t {
  None = 0, Tensor = 1, Int = 2, Double = 3, Bool = 4, IntList = 5, DoubleList = 6, TensorList = 7,
  OptionalTensorList = 8, String = 9, Device = 10, Default = 11
};

// One argument or result. Lists point to memory of the caller and carry their length in count.
struct Value {
  int32_t tag;
  int32_t count;
  union { int64_t i; double d; void* p; };
};

// glibc gives large blocks back to the kernel when they are freed, so that the activations of every step are paged in anew.
// Keep them in the process instead. What each setting does was measured as minor page faults of 15 steps of convolutions,
// forward and backward, at batch 128 (glibc 2.36): neither of the first two helps alone, together they cut the faults of the
// main thread from 265,000 to 47,000; one arena is what does the same for other threads (117,000-164,000 to 47,000-57,000),
// because the other arenas ignore these settings. M_TOP_PAD changed nothing.
#ifdef __GLIBC__
__attribute__((constructor)) void keep_freed_memory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_ARENA_MAX, 1);
}
#endif

// libtorch 1.13 and the first 2.x use c10::optional, later ones std::optional: take whichever a schema argument returns.
template <template <class> class Optional, class T> Optional<at::Tensor> rebind(Optional<T>);
using OptionalTensor = decltype(rebind(std::declval<c10::Argument>().N()));

c10::IValue to_ivalue(const Value& v, const c10::Argument& argument) {
  switch (v.tag) {
    case Tensor: return c10::IValue(tensor(v.p));
    case Int:
      if (argument.type()->kind() == c10::TypeKind::FloatType) return c10::IValue(static_cast<double>(v.i));
      return c10::IValue(v.i);
    case Double: return c10::IValue(v.d);
    case Bool: return c10::IValue(v.i != 0);
    case IntList: {
      auto* first = static_cast<const int64_t*>(v.p);
      return c10::IValue(std::vector<int64_t>(first, first + v.count));
    }
    case DoubleList: {
      auto* first = static_cast<const double*>(v.p);
      return c10::IValue(std::vector<double>(first, first + v.count));
    }
    case TensorList: {
      c10::List<at::Tensor> list;
      for (int k = 0; k < v.count; ++k) list.push_back(tensor(static_cast<void**>(v.p)[k]));
      return c10::IValue(std::move(list));
    }
    case OptionalTensorList: {
      c10::List<OptionalTensor> list;
      for (int k = 0; k < v.count; ++k) {
        void* handle = static_cast<void**>(v.p)[k];
        list.push_back(handle ? OptionalTensor(tensor(handle)) : OptionalTensor());
      }
      return c10::IValue(std::move(list));
    }
    case String: return c10::IValue(std::string(static_cast<const char*>(v.p), v.count));
    case Device: return c10::IValue(device(v.i));
    default: return c10::IValue();
  }
}

std::string describe(const c10::IValue& value) {
  using c10::toString;  // newer libtorch declares ScalarType elsewhere: let the argument find its own overload too
  std::ostringstream out;
  if (value.isTensor()) {
    const auto& t = value.toTensor();
    if (t.defined()) out << toString(t.scalar_type()) << t.sizes();
    else out << "undefined";
  } else if (value.isTensorList()) {
    out << "(";
    for (const at::Tensor& t : value.toTensorVector()) out << toString(t.scalar_type()) << t.sizes() << " ";
    out << ")";
  } else if (value.isList() && value.toListRef().size() > 16) {
    out << "list of " << value.toListRef().size();
  } else {
    out << value;
  }
  return out.str();
}

void to_value(const c10::IValue& result, Value& out) {
  out.count = 0;
  if (result.isTensor()) {
    out.tag = Tensor;
    out.p = own(result.toTensor());
  } else if (result.isTensorList()) {
    auto list = result.toTensorVector();
    auto** handles = new void*[list.size()];
    for (size_t k = 0; k < list.size(); ++k) handles[k] = own(list[k]);
    out.tag = TensorList;
    out.count = static_cast<int32_t>(list.size());
    out.p = handles;
  } else if (result.isInt()) {
    out.tag = Int;
    out.i = result.toInt();
  } else if (result.isDouble()) {
    out.tag = Double;
    out.d = result.toDouble();
  } else if (result.isBool()) {
    out.tag = Bool;
    out.i = result.toBool();
  } else {
    out.tag = None;
  }
}

}  // namespace

AUDIT_API const char* audit_error() { return last_error.c_str(); }
AUDIT_API const char* audit_version() { return TORCH_VERSION; }

// ---- operators ----

namespace {

struct Operator {
  c10::OperatorHandle handle;
  bool multiplies;  // products of matrices, convolutions: signals wait (audit_signals.h); it costs 0.3 us
};

}  // namespace

AUDIT_API int audit_operator(const char* name, const char* overload, void** op) {
  return guarded([&] {
    std::string text(name);
    bool multiplies = false;
    for (const char* part : {"conv", "mm", "linear", "mat", "mv", "einsum", "tensordot", "mkldnn"})
      multiplies |= text.find(part) != std::string::npos;
    *op = new Operator{c10::Dispatcher::singleton().findSchemaOrThrow(name, overload), multiplies};
  });
}

AUDIT_API int audit_call(void* op, const Value* arguments, int count, Value* results, int* result_count) {
  const auto& operation = *static_cast<Operator*>(op);
  const auto& schema = operation.handle.schema();
  c10::Stack stack;
  std::string shapes;
  int status = guarded([&] {
    const auto& expected = schema.arguments();
    TORCH_CHECK(static_cast<size_t>(count) <= expected.size(), "takes ", expected.size(), " arguments, got ", count);
    stack.reserve(expected.size());
    for (size_t k = 0; k < expected.size(); ++k) {
      bool given = static_cast<int>(k) < count && arguments[k].tag != Default;
      TORCH_CHECK(given || expected[k].default_value(), "argument '", expected[k].name(), "' is missing");
      stack.push_back(given ? to_ivalue(arguments[k], expected[k]) : *expected[k].default_value());
    }
    c10::Stack kept = stack;  // for the message: the call consumes its arguments
    int inner = guarded([&] {
      std::optional<audit::SignalsWait> wait;
      if (operation.multiplies) wait.emplace();
      operation.handle.callBoxed(stack);
    });
    if (inner != 0) {
      for (int k = 0; k < count; ++k) shapes += (k ? ", " : "") + describe(kept[k]);
      TORCH_CHECK(false, last_error);
    }
    *result_count = static_cast<int>(stack.size());
    TORCH_CHECK(stack.size() <= 8, "more than 8 results");
    for (size_t k = 0; k < stack.size(); ++k) to_value(stack[k], results[k]);
  });
  if (status != 0)
    last_error = schema.name() + (schema.overload_name().empty() ? "" : "." + schema.overload_name()) + "(" + shapes + "): " + last_error;
  return status;
}

AUDIT_API void audit_free_list(void** handles) { delete[] handles; }

// ---- tensors ----

AUDIT_API void audit_tensor_delete(void* handle) { delete static_cast<at::Tensor*>(handle); }
AUDIT_API void* audit_tensor_alias(void* handle) { return own(tensor(handle)); }
AUDIT_API int64_t audit_tensor_dim(void* handle) { return tensor(handle).dim(); }
AUDIT_API void audit_tensor_sizes(void* handle, int64_t* out) {
  auto sizes = tensor(handle).sizes();
  std::memcpy(out, sizes.data(), sizes.size() * sizeof(int64_t));
}
AUDIT_API int audit_tensor_strides(void* handle, int64_t* out) {
  return guarded([&] {
    auto strides = tensor(handle).strides();
    std::memcpy(out, strides.data(), strides.size() * sizeof(int64_t));
  });
}
AUDIT_API int64_t audit_tensor_numel(void* handle) { return tensor(handle).numel(); }
AUDIT_API int32_t audit_tensor_dtype(void* handle) { return static_cast<int32_t>(tensor(handle).scalar_type()); }
AUDIT_API int64_t audit_tensor_device(void* handle) {
  auto d = tensor(handle).device();
  return (static_cast<int64_t>(d.type()) << 32) | static_cast<uint32_t>(static_cast<int32_t>(d.index()));
}
AUDIT_API int audit_tensor_is_contiguous(void* handle) { return tensor(handle).is_contiguous(); }
AUDIT_API int audit_tensor_is_sparse(void* handle) { return tensor(handle).is_sparse(); }
AUDIT_API int audit_tensor_requires_grad(void* handle) { return tensor(handle).requires_grad(); }
AUDIT_API int audit_tensor_is_leaf(void* handle) { return tensor(handle).is_leaf(); }
AUDIT_API int audit_tensor_set_requires_grad(void* handle, int value) {
  return guarded([&] { tensor(handle).set_requires_grad(value != 0); });
}
AUDIT_API int audit_tensor_data(void* handle, void** data) {
  return guarded([&] { *data = tensor(handle).data_ptr(); });
}
AUDIT_API int audit_tensor_item(void* handle, double* real, int64_t* integer) {
  return guarded([&] {
    auto scalar = tensor(handle).item();
    *real = scalar.isFloatingPoint() ? scalar.toDouble() : 0.0;
    *integer = scalar.isFloatingPoint() ? 0 : scalar.isBoolean() ? scalar.toBool() : scalar.toLong();
  });
}

// ---- autograd and guards ----

AUDIT_API int audit_grad(void** outputs, int output_count, void** inputs, int input_count, void** grad_outputs,
                         int retain_graph, int create_graph, int allow_unused, void** gradients) {
  return guarded([&] {
    std::vector<at::Tensor> out, in, seed;
    for (int k = 0; k < output_count; ++k) {
      out.push_back(tensor(outputs[k]));
      if (grad_outputs) seed.push_back(grad_outputs[k] ? tensor(grad_outputs[k]) : at::Tensor());
    }
    for (int k = 0; k < input_count; ++k) in.push_back(tensor(inputs[k]));
    audit::SignalsWait wait;
    auto result = torch::autograd::grad(out, in, seed, retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (int k = 0; k < input_count; ++k) gradients[k] = own(result[k]);
  });
}

// A function whose value was computed elsewhere, as one step of the graph: the caller gives the product with the Jacobian.
namespace {

using Backward = int (*)(void* state, void* gradient, int keep, void** result, char* message, int capacity);
using Release = void (*)(void* state);

struct External final : public torch::autograd::Node {
  External(Backward backward, Release release, void* state) : backward_(backward), release_(release), state_(state) {}
  ~External() override { release_(state_); }

  torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override {
    TORCH_CHECK(!torch::GradMode::is_enabled(), "an external function has first derivatives only");
    if (!gradients[0].defined()) return {at::Tensor()};
    char message[1024] = "";
    void* result = nullptr;
    int keep = torch::autograd::get_current_graph_task_keep_graph();
    audit::SignalsTaken taken;
    int status = backward_(state_, new at::Tensor(gradients[0]), keep, &result, message, sizeof(message));
    TORCH_CHECK(status == 0, message);
    std::unique_ptr<at::Tensor> owned(static_cast<at::Tensor*>(result));
    return {owned ? *owned : at::Tensor()};  // none: the value does not depend on the input
  }
  std::string name() const override { return "External"; }

 private:
  Backward backward_;
  Release release_;
  void* state_;
};

}  // namespace

// The state is released when the graph is, or at once where this fails.
AUDIT_API int audit_external(void* input, void* value, Backward backward, Release release, void* state, void** output) {
  auto node = std::shared_ptr<External>(new External(backward, release, state), torch::autograd::deleteNode);
  return guarded([&] {
    node->set_next_edges(torch::autograd::collect_next_edges(tensor(input)));
    at::Tensor result = tensor(value).detach();
    torch::autograd::set_history(result, node);
    *output = own(std::move(result));
  });
}

AUDIT_API int audit_grad_enabled() { return torch::GradMode::is_enabled(); }
AUDIT_API void audit_set_grad_enabled(int value) { torch::GradMode::set_enabled(value != 0); }

// ---- threads and devices ----

AUDIT_API int audit_set_num_threads(int count) {
  // Setting the number that it is makes libtorch start a pool of threads, which spin.
  return guarded([&] {
    if (at::get_num_threads() != count) at::set_num_threads(count);
  });
}
AUDIT_API int audit_get_num_threads() { return at::get_num_threads(); }
AUDIT_API int audit_cuda_device_count() {
  int count = 0;
  guarded([&] { count = torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0; });
  return count;
}
AUDIT_API int audit_cuda_synchronize(int64_t index) {
  return guarded([&] { torch::cuda::synchronize(index); });
}
