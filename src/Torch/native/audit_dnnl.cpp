// A network compiled to oneDNN primitives and run end to end: blocked layouts, weights packed once, bias, residual sum and
// activation fused into the convolutions. Knows nothing of libtorch. Plain C interface; functions that can fail return nonzero
// and leave one line in audit_engine_error().
//
// One unit of images goes through the whole network on one thread, so that its activations stay in that core's second-level
// cache; callers run one context a thread. Every unit runs the same single-threaded primitives, so an image's logits depend on
// neither the thread count nor on how images are grouped.
#include <cstddef>
#include <cstdint>
#include <string>

#define AUDIT_API extern "C" __attribute__((visibility("default")))

// One step of a network. Value 0 is the input, value k + 1 is what step k gives. Layout shared with EngineStep.cs.
struct AuditStep {
  int32_t kind;        // Kind below
  int32_t input;       // value read
  int32_t other;       // second value, added before the activation (Concat: put behind the first); -1 for none
  int32_t activation;  // Activation below
  int32_t outputs;     // channels or features given (Convolution, Linear)
  int32_t groups;
  int32_t kernel[2], stride[2], padding[2], dilation[2];
  float a, b;           // parameters of the activation
  const float* weight;  // [O,I/groups,kH,kW] or [O,I]; copied
  const float* bias;    // [O] or null; copied
};

struct AuditNetwork {
  int32_t channels, height, width;  // of one image
  int32_t unit;                     // images at once
  int32_t bfloat16;                 // whether activations and weights are; sums and logits are float32 either way
  int32_t gradient;                 // whether input gradients will be asked for
  int32_t count;                    // steps
  const AuditStep* steps;
  const float* mean;  // [channels] or null: the input is (x - mean) / std
  const float* std;
};

#ifdef AUDIT_HAVE_DNNL

#include "audit_signals.h"

#include <dnnl.hpp>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <unordered_map>
#include <vector>
#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace {

using dnnl::algorithm;
using dnnl::memory;
using dnnl::primitive;
using dnnl::prop_kind;
using desc = memory::desc;
using dims = memory::dims;
using tag = memory::format_tag;
using type = memory::data_type;

enum Kind : int32_t { Convolution = 0, Linear = 1, AveragePool = 2, AveragePoolInside = 3, MaxPool = 4, Sum = 5, Activate = 6, Concat = 7 };
enum Activation : int32_t { None = 0, Relu = 1, LeakyRelu = 2, Logistic = 3, Tanh = 4, Clip = 5, Elu = 6 };

thread_local std::string last_error;

template <class F> int guarded(F&& body) {
  try {
    body();
    return 0;
  } catch (const std::bad_alloc&) {
    last_error = "out of memory";
  } catch (const std::exception& e) {
    last_error = e.what();
    last_error = last_error.substr(0, last_error.find('\n'));
  }
  return 1;
}

void expect(bool holds, const char* what, int step) {
  if (!holds) throw std::invalid_argument("step " + std::to_string(step) + ": " + what);
}

dnnl::engine& cpu() {
  static dnnl::engine instance(dnnl::engine::kind::cpu, 0);
  return instance;
}

// Primitives are made for, and run on, the calling thread alone. libtorch reads the same setting: give it back.
class OneThread {
 public:
  OneThread() : before(omp_get_max_threads()) {
    if (before != 1) omp_set_num_threads(1);
  }
  ~OneThread() {
    if (before != 1) omp_set_num_threads(before);
  }

 private:
  int before;
};

// ---- NaN and infinity: a network never turns them into finite logits ----

// Slope of a rectifier's negative side. For slope 0 oneDNN emits a maximum with zero, which on x86 gives 0 for NaN. For the
// smallest denormal it emits a product, and under Flushed that product is 0 for every finite number and NaN for the rest.
#ifdef __x86_64__
const float zero_slope = std::numeric_limits<float>::denorm_min();
#else
const float zero_slope = 0;
#endif

// Denormal numbers count as zero while it lives (zero_slope needs that), and cost no time.
class Flushed {
#ifdef __x86_64__
 public:
  Flushed() : before(_mm_getcsr()) { _mm_setcsr(before | 0x8040); }  // flush results to zero, take denormals as zero
  ~Flushed() { _mm_setcsr(before); }

 private:
  unsigned before;
#else
 public:
  Flushed() {}
#endif
};

// Whether all numbers, given as bits, are finite. An exponent of ones, and nothing else, carries into the sign bit.
template <class T> bool all_finite(const T* bits, size_t n) {
  constexpr T sign = static_cast<T>(T(1) << (8 * sizeof(T) - 1));
  constexpr T lowest = sizeof(T) == 4 ? static_cast<T>(0x00800000u) : static_cast<T>(0x0080u);
  T any = 0;
  for (size_t k = 0; k < n; ++k) any |= static_cast<T>((bits[k] & static_cast<T>(~sign)) + lowest);
  return !(any & sign);
}

// ---- signs of a rectifier's output, one bit an element: all that its gradient needs ----

#ifdef __x86_64__
__attribute__((target("avx512f,avx512bw"))) size_t signs_wide(const float* x, uint16_t* bits, size_t n) {
  size_t k = 0;
  for (; k + 16 <= n; k += 16) bits[k / 16] = _mm512_cmp_ps_mask(_mm512_loadu_ps(x + k), _mm512_setzero_ps(), _CMP_GT_OQ);
  return k;
}
__attribute__((target("avx512f,avx512bw"))) size_t signs_wide(const uint16_t* x, uint16_t* bits, size_t n) {
  size_t k = 0;
  for (; k + 32 <= n; k += 32) {
    uint32_t m = _mm512_cmpgt_epi16_mask(_mm512_loadu_si512(x + k), _mm512_setzero_si512());
    std::memcpy(bits + k / 16, &m, 4);
  }
  return k;
}
__attribute__((target("avx512f,avx512bw"))) size_t keep_wide(float* d, const uint16_t* bits, size_t n) {
  size_t k = 0;
  for (; k + 16 <= n; k += 16) _mm512_storeu_ps(d + k, _mm512_maskz_loadu_ps(bits[k / 16], d + k));
  return k;
}
__attribute__((target("avx512f,avx512bw"))) size_t keep_wide(uint16_t* d, const uint16_t* bits, size_t n) {
  size_t k = 0;
  for (; k + 32 <= n; k += 32) {
    uint32_t m;
    std::memcpy(&m, bits + k / 16, 4);
    _mm512_storeu_si512(d + k, _mm512_maskz_loadu_epi16(m, d + k));
  }
  return k;
}
const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
#else
template <class T> size_t signs_wide(const T*, uint16_t*, size_t) { return 0; }
template <class T> size_t keep_wide(T*, const uint16_t*, size_t) { return 0; }
const bool wide = false;
#endif

bool positive(float x) { return x > 0; }
bool positive(uint16_t bfloat16) { return static_cast<int16_t>(bfloat16) > 0; }

template <class T> void signs(const T* x, uint16_t* bits, size_t n) {
  for (size_t k = wide ? signs_wide(x, bits, n) : 0; k < n; k += 16) {
    uint32_t word = 0;
    for (size_t j = k; j < std::min(n, k + 16); ++j) word |= positive(x[j]) << (j - k);
    bits[k / 16] = static_cast<uint16_t>(word);
  }
}

template <class T> void keep(T* d, const uint16_t* bits, size_t n) {
  for (size_t k = wide ? keep_wide(d, bits, n) : 0; k < n; ++k)
    if (!(bits[k / 16] >> (k % 16) & 1)) d[k] = 0;
}

// ---- derivatives of the other activations ----

float number(float x) { return x; }
float number(uint16_t bfloat16) {
  uint32_t bits = static_cast<uint32_t>(bfloat16) << 16;
  float x;
  std::memcpy(&x, &bits, 4);
  return x;
}
void put(float& to, float x) { to = x; }
void put(uint16_t& to, float x) {  // to the nearest, halfway to even; gradients are finite or spoilt
  uint32_t bits;
  std::memcpy(&bits, &x, 4);
  to = static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

// Bits of the numbers from low to high, both included.
template <class T> void inside(const T* x, uint16_t* bits, size_t n, float low, float high) {
  for (size_t k = 0; k < n; k += 16) {
    uint32_t word = 0;
    for (size_t j = k; j < std::min(n, k + 16); ++j) word |= static_cast<uint32_t>(number(x[j]) >= low && number(x[j]) <= high) << (j - k);
    bits[k / 16] = static_cast<uint16_t>(word);
  }
}

// Gradients whose bit is not set, times a factor.
template <class T> void reduce(T* d, const uint16_t* bits, size_t n, float factor) {
  for (size_t k = 0; k < n; k += 16)
    for (size_t j = k; j < std::min(n, k + 16); ++j) put(d[j], number(d[j]) * (bits[k / 16] >> (j - k) & 1 ? 1.0f : factor));
}

// Gradients times the activation's derivative, which follows from its value.
template <class T> void derive(T* d, const T* y, size_t n, int32_t activation, float a) {
  if (activation == Logistic)
    for (size_t k = 0; k < n; ++k) put(d[k], number(d[k]) * (number(y[k]) * (1 - number(y[k]))));
  else if (activation == Tanh)
    for (size_t k = 0; k < n; ++k) put(d[k], number(d[k]) * (1 - number(y[k]) * number(y[k])));
  else
    for (size_t k = 0; k < n; ++k) put(d[k], number(d[k]) * (number(y[k]) > 0 ? 1.0f : number(y[k]) + a));
}

// ---- a compiled network: instructions over buffers whose lifetimes are known ----

struct Buffer {
  size_t size = 0, offset = 0;
  int first = -1, last = -1;
};

struct Slot {
  int buffer = -1;
  desc md;
};

struct Argument {
  int name;
  Slot slot;        // where buffer >= 0
  memory constant;  // otherwise
};

struct Instruction {
  enum Kind { Primitive, Copy, Signs, Inside, Keep, Reduce, Derive, Guard } kind;
  primitive run;
  std::vector<Argument> arguments;
  Slot from, to;  // Copy: from, to. Signs, Inside: value, bits. Keep, Reduce: gradient, bits. Derive: gradient, value. Guard: value
  int32_t activation = None;
  float a = 0, b = 0;  // Inside: limits. Reduce: factor. Derive: parameter
};

struct Layer {  // a step, or a change of layout, and what its gradient needs
  AuditStep step{};
  bool converts = false;
  bool joins = false;
  int source = -1;               // value read, in the layout that the primitive wants
  int other = -1;                // value added
  int result = -1;               // value given
  primitive backward;            // input gradient from output gradient; empty where the two are equal
  memory weights;                // as the backward primitive wants them
  desc diff_source, diff_result;  // what it writes and reads
  desc scratch;
  Slot bits, workspace;
  Slot saved;  // the value, where its activation's derivative follows from it
};

class Network {
 public:
  explicit Network(const AuditNetwork& n) : spec(n), working(n.bfloat16 ? type::bf16 : type::f32) {
    OneThread one;
    dims shape = {n.unit, n.channels, n.height, n.width};
    input = value(desc(shape, type::f32, tag::nchw));
    touch(values[input]);
    std::vector<int> last(n.count + 1, -1);
    for (int k = 0; k < n.count; ++k) {
      const AuditStep& s = n.steps[k];
      expect(s.input >= 0 && s.input <= k && s.other <= k, "reads a later value", k);
      last[s.input] = k;
      if (s.other >= 0) last[s.other] = k;
    }
    given.push_back(input);
    for (int k = 0; k < n.count; ++k) add(n.steps[k], k, last);
    finish();
    if (n.gradient) differentiate();
    pack();
    if (n.mean) {
      mean.assign(n.mean, n.mean + n.channels);
      deviation.assign(n.std, n.std + n.channels);
    }
  }

  const AuditNetwork spec;
  const type working;
  std::vector<float> mean, deviation;
  std::vector<Instruction> program;
  size_t forward = 0;  // instructions of the forward pass; the rest is backward
  size_t arena = 0;  // bytes
  std::vector<Buffer> buffers;
  std::vector<Slot> values;
  int input = 0, output = 0;
  Slot output_gradient, input_gradient;
  int64_t classes = 0;

  // Numbers held, the ones that fill up blocks of channels included.
  static size_t elements(const desc& md) { return md.get_size() / (md.data_type() == type::bf16 ? 2 : 4); }

  // Whether each image's numbers lie side by side, image after image.
  static bool images_apart(const desc& md) {
    const auto& b = md.data.format_desc.blocking;
    for (int k = 0; k < b.inner_nblks; ++k)
      if (b.inner_idxs[k] == 0) return false;
    return static_cast<size_t>(b.strides[0]) * md.data.dims[0] == elements(md);
  }

 private:
  std::vector<int> given;  // value of each step, by step
  std::vector<Layer> layers;
  std::vector<std::pair<int, int>> conversions;  // layout copies of values: (from, to)
  std::vector<int> kept;                         // buffers that the backward pass reads: not to be written over

  Slot slot(const desc& md) {
    buffers.push_back({md.get_size()});
    return {static_cast<int>(buffers.size()) - 1, md};
  }
  Slot bytes(size_t n) { return slot(desc({static_cast<memory::dim>(std::max<size_t>(n, 1))}, type::u8, tag::a)); }
  int value(const desc& md) {
    values.push_back(slot(md));
    return static_cast<int>(values.size()) - 1;
  }

  void touch(const Slot& s) {
    if (s.buffer < 0) return;
    int now = static_cast<int>(program.size());
    Buffer& b = buffers[s.buffer];
    if (b.first < 0) b.first = now;
    b.last = now;
  }

  void emit(Instruction instruction) {
    for (const auto& a : instruction.arguments) touch(a.slot);
    touch(instruction.from);
    touch(instruction.to);
    program.push_back(std::move(instruction));
  }
  void emit(const primitive& p, std::vector<Argument> arguments) { emit({Instruction::Primitive, p, std::move(arguments), {}, {}}); }

  static Argument at(int name, const Slot& s) { return {name, s, {}}; }
  static Argument constant(int name, const memory& m) { return {name, {}, m}; }

  // Scratch memory that a primitive asks for; its life is the one instruction.
  template <class P> void with_scratch(const P& pd, std::vector<Argument>& arguments) {
    if (pd.scratchpad_desc().get_size() > 0) arguments.push_back(at(DNNL_ARG_SCRATCHPAD, slot(pd.scratchpad_desc())));
  }

  static dnnl::primitive_attr attributes() {
    dnnl::primitive_attr a;
    a.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return a;
  }

  static float slope(const AuditStep& s) { return s.activation == LeakyRelu && s.a != 0 ? s.a : zero_slope; }

  // Images whose value is not finite have no logits, whatever the next step makes of it.
  void guard(const Slot& value) { emit({Instruction::Guard, {}, {}, value, {}}); }

  static void append(dnnl::post_ops& ops, const AuditStep& s, int step) {
    switch (s.activation) {
      case None: break;
      case Relu: case LeakyRelu:
        expect(s.activation == Relu || s.a >= 0, "a falling rectifier must be a step of its own", step);
        ops.append_eltwise(1, algorithm::eltwise_relu, slope(s), 0);
        break;
      // The others give finite numbers for NaN: their input must be seen first.
      default: expect(false, "this activation must be a step of its own", step);
    }
  }

  void reorder(const Slot& from, const Slot& to) {
    dnnl::reorder::primitive_desc pd(cpu(), from.md, cpu(), to.md, attributes());
    std::vector<Argument> a = {at(DNNL_ARG_FROM, from), at(DNNL_ARG_TO, to)};
    with_scratch(pd, a);
    emit(dnnl::reorder(pd), a);
  }

  // The value in the layout that a primitive asks for.
  int as(int v, const desc& wanted) {
    if (values[v].md == wanted) return v;
    for (auto& c : conversions)
      if (c.first == v && values[c.second].md == wanted) return c.second;
    Layer layer;
    layer.converts = true;
    layer.source = v;
    layer.result = value(wanted);
    reorder(values[v], values[layer.result]);
    conversions.push_back({v, layer.result});
    layers.push_back(layer);
    return layer.result;
  }

  memory packed(const float* data, const dims& shape, tag plain, const desc& wanted) {
    desc md(shape, type::f32, plain);
    memory from(md, cpu(), const_cast<float*>(data));
    memory to(wanted, cpu());
    dnnl::stream stream(cpu());
    dnnl::reorder(from, to).execute(stream, from, to);
    stream.wait();
    return to;
  }

  static bool is_last(const std::vector<int>& last, int v, int step) { return v > 0 && last[v] == step; }

  void add(const AuditStep& s, int k, const std::vector<int>& last) {
    Layer layer;
    layer.step = s;
    switch (s.kind) {
      case Convolution: convolution(layer, k, last); break;
      case Linear: linear(layer, k); break;
      case AveragePool: case AveragePoolInside: case MaxPool: pool(layer, k); break;
      case Sum: sum(layer, k); break;
      case Activate: activate(layer, k); break;
      case Concat: concat(layer, k); break;
      default: expect(false, "unknown kind", k);
    }
    // A rectifier's slope follows from the sign of what it gave.
    if (spec.gradient && s.kind != Activate && s.activation != None) remember(layer, values[layer.result], Instruction::Signs);
    given.push_back(layer.result);
    layers.push_back(std::move(layer));
  }

  // One bit for each number of a value, until the backward pass.
  void remember(Layer& layer, const Slot& value, Instruction::Kind what) {
    layer.bits = bytes((elements(value.md) + 15) / 16 * 2);
    emit({what, {}, {}, value, layer.bits, layer.step.activation, layer.step.a, layer.step.b});
  }

  static dims pair(const int32_t (&p)[2]) { return {p[0], p[1]}; }
  static memory::dim windows(memory::dim size, int kernel, int stride, int padding, int dilation, int k) {
    memory::dim free = size + 2 * memory::dim(padding) - memory::dim(dilation) * (kernel - 1) - 1;
    expect(free >= 0 && stride > 0, "the window does not fit", k);
    return free / stride + 1;
  }

  void convolution(Layer& layer, int k, const std::vector<int>& last) {
    const AuditStep& s = layer.step;
    dims x = values[given[s.input]].md.dims();
    expect(x.size() == 4 && s.groups >= 1 && x[1] % s.groups == 0 && s.outputs % s.groups == 0, "the input does not fit", k);
    dims y = {x[0], s.outputs, windows(x[2], s.kernel[0], s.stride[0], s.padding[0], s.dilation[0], k),
              windows(x[3], s.kernel[1], s.stride[1], s.padding[1], s.dilation[1], k)};
    bool grouped = s.groups > 1;
    dims w = grouped ? dims{s.groups, s.outputs / s.groups, x[1] / s.groups, s.kernel[0], s.kernel[1]}
                     : dims{s.outputs, x[1], s.kernel[0], s.kernel[1]};
    dims dilation = {s.dilation[0] - 1, s.dilation[1] - 1};
    // The residual's memory becomes the result's: the sum is taken where it lies.
    desc target = s.other >= 0 ? values[given[s.other]].md : desc(y, working, tag::any);
    expect(target.dims() == y, "the sum's other side has another shape", k);
    if (s.other >= 0 && target.data_type() != working) target = desc(y, working, tag::nchw);
    auto forward_desc = s.bias
        ? dnnl::convolution_forward::desc(prop_kind::forward_inference, algorithm::convolution_direct, desc(x, working, tag::any),
              desc(w, working, tag::any), desc({s.outputs}, type::f32, tag::x), target, pair(s.stride), dilation, pair(s.padding), pair(s.padding))
        : dnnl::convolution_forward::desc(prop_kind::forward_inference, algorithm::convolution_direct, desc(x, working, tag::any),
              desc(w, working, tag::any), target, pair(s.stride), dilation, pair(s.padding), pair(s.padding));
    auto attr = attributes();
    dnnl::post_ops ops;
    if (s.other >= 0) ops.append_sum(1);
    append(ops, s, k);
    attr.set_post_ops(ops);
    dnnl::convolution_forward::primitive_desc pd(forward_desc, attr, cpu());
    layer.source = as(given[s.input], pd.src_desc());
    if (s.other < 0) {
      layer.result = value(pd.dst_desc());
    } else {
      int other = layer.other = as(given[s.other], pd.dst_desc());
      // In place where nobody reads the residual afterwards; a layout copy made for this step alone is nobody else's either.
      bool mine = (other != given[s.other] || is_last(last, s.other, k)) &&
                  std::find(kept.begin(), kept.end(), values[other].buffer) == kept.end();
      if (mine && other != layer.source) {
        values.push_back({values[other].buffer, pd.dst_desc()});
        layer.result = static_cast<int>(values.size()) - 1;
        conversions.erase(std::remove_if(conversions.begin(), conversions.end(), [&](auto& c) { return c.second == other; }), conversions.end());
      } else {
        layer.result = value(pd.dst_desc());
        emit({Instruction::Copy, {}, {}, values[other], values[layer.result]});
      }
    }
    tag plain = grouped ? tag::goihw : tag::oihw;
    std::vector<Argument> a = {at(DNNL_ARG_SRC, values[layer.source]), at(DNNL_ARG_DST, values[layer.result]),
                               constant(DNNL_ARG_WEIGHTS, packed(s.weight, w, plain, pd.weights_desc()))};
    if (s.bias) a.push_back(constant(DNNL_ARG_BIAS, packed(s.bias, {s.outputs}, tag::x, pd.bias_desc())));
    with_scratch(pd, a);
    emit(dnnl::convolution_forward(pd), a);
    if (!spec.gradient) return;

    // Gradients have the layouts of the values, so that sums and signs fit element by element; a convolution without fast code
    // for that layout (such as a first one with three channels, blocked) may choose its own.
    auto backward = [&](const desc& source, const desc& result) {
      dnnl::convolution_backward_data::desc d(algorithm::convolution_direct, source, desc(w, working, tag::any), result,
                                              pair(s.stride), dilation, pair(s.padding), pair(s.padding));
      return dnnl::convolution_backward_data::primitive_desc(d, attributes(), cpu(), pd);
    };
    auto bd = backward(pd.src_desc(), pd.dst_desc());
    if (std::strncmp(bd.impl_info_str(), "ref", 3) == 0) bd = backward(desc(x, working, tag::any), desc(y, working, tag::any));
    layer.diff_source = bd.diff_src_desc();
    layer.diff_result = bd.diff_dst_desc();
    layer.weights = packed(s.weight, w, plain, bd.weights_desc());
    layer.backward = dnnl::convolution_backward_data(bd);
    layer.scratch = bd.scratchpad_desc();
  }

  void linear(Layer& layer, int k) {
    const AuditStep& s = layer.step;
    dims x = values[given[s.input]].md.dims();
    dims w = x;
    w[0] = s.outputs;
    desc target({x[0], s.outputs}, k == spec.count - 1 ? type::f32 : working, tag::any);
    expect(s.other < 0, "a linear layer takes no residual", k);
    auto attr = attributes();
    dnnl::post_ops ops;
    append(ops, s, k);
    attr.set_post_ops(ops);
    auto forward_desc = s.bias
        ? dnnl::inner_product_forward::desc(prop_kind::forward_inference, desc(x, working, tag::any), desc(w, working, tag::any),
                                            desc({s.outputs}, type::f32, tag::x), target)
        : dnnl::inner_product_forward::desc(prop_kind::forward_inference, desc(x, working, tag::any), desc(w, working, tag::any), target);
    dnnl::inner_product_forward::primitive_desc pd(forward_desc, attr, cpu());
    layer.source = as(given[s.input], pd.src_desc());
    layer.result = value(pd.dst_desc());
    tag plain = x.size() == 4 ? tag::oihw : tag::oi;
    std::vector<Argument> a = {at(DNNL_ARG_SRC, values[layer.source]), at(DNNL_ARG_DST, values[layer.result]),
                               constant(DNNL_ARG_WEIGHTS, packed(s.weight, w, plain, pd.weights_desc()))};
    if (s.bias) a.push_back(constant(DNNL_ARG_BIAS, packed(s.bias, {s.outputs}, tag::x, pd.bias_desc())));
    with_scratch(pd, a);
    emit(dnnl::inner_product_forward(pd), a);
    if (!spec.gradient) return;

    layer.diff_source = pd.src_desc();
    layer.diff_result = desc({x[0], s.outputs}, working, tag::nc);
    dnnl::inner_product_backward_data::desc backward_desc(pd.src_desc(), desc(w, working, tag::any), layer.diff_result);
    dnnl::inner_product_backward_data::primitive_desc bd(backward_desc, attributes(), cpu(), pd);
    layer.weights = packed(s.weight, w, plain, bd.weights_desc());
    layer.backward = dnnl::inner_product_backward_data(bd);
    layer.scratch = bd.scratchpad_desc();
  }

  void pool(Layer& layer, int k) {
    const AuditStep& s = layer.step;
    int source = as(given[s.input], blocked_or_own(given[s.input]));
    const desc from = values[source].md;  // a copy: values grow below
    dims x = from.dims();
    expect(x.size() == 4 && s.other < 0, "a pool reads one image", k);
    dims y = {x[0], x[1], windows(x[2], s.kernel[0], s.stride[0], s.padding[0], s.dilation[0], k),
              windows(x[3], s.kernel[1], s.stride[1], s.padding[1], s.dilation[1], k)};
    auto how = s.kind == MaxPool ? algorithm::pooling_max
             : s.kind == AveragePool ? algorithm::pooling_avg_include_padding : algorithm::pooling_avg_exclude_padding;
    dims dilation = {s.dilation[0] - 1, s.dilation[1] - 1};
    auto attr = attributes();
    dnnl::post_ops ops;
    append(ops, s, k);
    attr.set_post_ops(ops);
    // A maximum must remember where it was.
    auto kind = spec.gradient && s.kind == MaxPool ? prop_kind::forward_training : prop_kind::forward_inference;
    dnnl::pooling_v2_forward::desc forward_desc(kind, how, from, desc(y, from.data_type(), tag::any), pair(s.stride), pair(s.kernel),
                                                dilation, pair(s.padding), pair(s.padding));
    dnnl::pooling_v2_forward::primitive_desc pd(forward_desc, attr, cpu());
    layer.source = source;
    layer.result = value(pd.dst_desc());
    std::vector<Argument> a = {at(DNNL_ARG_SRC, values[source]), at(DNNL_ARG_DST, values[layer.result])};
    if (s.kind == MaxPool) guard(values[source]);  // NaN is never the maximum
    if (kind == prop_kind::forward_training) {
      layer.workspace = slot(pd.workspace_desc());
      a.push_back(at(DNNL_ARG_WORKSPACE, layer.workspace));
    }
    with_scratch(pd, a);
    emit(dnnl::pooling_v2_forward(pd), a);
    if (!spec.gradient) return;

    layer.diff_source = from;
    layer.diff_result = pd.dst_desc();
    dnnl::pooling_v2_backward::desc backward_desc(how, from, pd.dst_desc(), pair(s.stride), pair(s.kernel), dilation, pair(s.padding),
                                                  pair(s.padding));
    // An average's gradient asks for the hint of a training pass, which differs in nothing else.
    dnnl::pooling_v2_forward::desc training(prop_kind::forward_training, how, from, pd.dst_desc(), pair(s.stride), pair(s.kernel),
                                            dilation, pair(s.padding), pair(s.padding));
    dnnl::pooling_v2_forward::primitive_desc hint(training, attributes(), cpu());
    dnnl::pooling_v2_backward::primitive_desc bd(backward_desc, attributes(), cpu(), hint);
    layer.backward = dnnl::pooling_v2_backward(bd);
    layer.scratch = bd.scratchpad_desc();
  }

  // Pools of bfloat16 want the working type; the layout stays.
  desc blocked_or_own(int v) {
    const desc& md = values[v].md;
    return md.data_type() == working ? md : desc(md.dims(), working, tag::nchw);
  }

  void sum(Layer& layer, int k) {
    const AuditStep& s = layer.step;
    expect(s.other >= 0, "a sum needs two values", k);
    layer.source = as(given[s.input], blocked_or_own(given[s.input]));
    const desc md = values[layer.source].md;
    expect(values[given[s.other]].md.dims() == md.dims(), "the sum's sides have different shapes", k);
    int other = layer.other = as(given[s.other], md);
    auto attr = attributes();
    dnnl::post_ops ops;
    append(ops, s, k);
    attr.set_post_ops(ops);
    dnnl::binary::primitive_desc pd(dnnl::binary::desc(algorithm::binary_add, md, md, md), attr, cpu());
    layer.result = value(md);
    std::vector<Argument> a = {at(DNNL_ARG_SRC_0, values[layer.source]), at(DNNL_ARG_SRC_1, values[other]), at(DNNL_ARG_DST, values[layer.result])};
    with_scratch(pd, a);
    emit(dnnl::binary(pd), a);
  }

  void activate(Layer& layer, int k) {
    const AuditStep& s = layer.step;
    expect(s.activation != None && s.other < 0, "nothing to do", k);
    layer.source = as(given[s.input], blocked_or_own(given[s.input]));
    const desc md = values[layer.source].md;
    auto how = s.activation == Logistic ? algorithm::eltwise_logistic : s.activation == Tanh ? algorithm::eltwise_tanh
             : s.activation == Clip ? algorithm::eltwise_clip_v2 : s.activation == Elu ? algorithm::eltwise_elu : algorithm::eltwise_relu;
    bool rectifier = s.activation == Relu || s.activation == LeakyRelu, takes = s.activation == Clip || s.activation == Elu;
    float a = rectifier ? slope(s) : takes ? s.a : 0, b = s.activation == Clip ? s.b : 0;
    expect(s.activation != Elu || s.a >= 0, "falls and rises", k);
    if (!rectifier) guard(values[layer.source]);
    dnnl::eltwise_forward::primitive_desc pd(dnnl::eltwise_forward::desc(prop_kind::forward_inference, how, md, a, b), attributes(), cpu());
    layer.result = value(md);
    std::vector<Argument> arguments = {at(DNNL_ARG_SRC, values[layer.source]), at(DNNL_ARG_DST, values[layer.result])};
    with_scratch(pd, arguments);
    emit(dnnl::eltwise_forward(pd), arguments);
    if (!spec.gradient) return;
    if (rectifier) {
      remember(layer, values[layer.source], Instruction::Signs);
    } else if (s.activation == Clip) {
      remember(layer, values[layer.source], Instruction::Inside);
    } else {
      layer.saved = values[layer.result];
      kept.push_back(layer.saved.buffer);
    }
  }

  // Channels of the second value behind those of the first, in the one layout whose parts are contiguous pixel by pixel.
  void concat(Layer& layer, int k) {
    const AuditStep& s = layer.step;
    expect(s.other >= 0 && s.activation == None, "joins two values", k);
    auto plain = [&](const dims& shape) { return desc(shape, working, shape.size() == 4 ? tag::nhwc : tag::nc); };
    dims x = values[given[s.input]].md.dims(), y = values[given[s.other]].md.dims();
    expect(x.size() == y.size() && std::equal(x.begin() + 2, x.end(), y.begin() + 2), "the two sides do not fit", k);
    layer.source = as(given[s.input], plain(x));
    layer.other = as(given[s.other], plain(y));
    layer.joins = true;
    dims both = x;
    both[1] += y[1];
    const std::vector<desc> sides = {values[layer.source].md, values[layer.other].md};
    dnnl::concat::primitive_desc pd(plain(both), 1, sides, cpu(), attributes());
    layer.result = value(plain(both));
    std::vector<Argument> a = {at(DNNL_ARG_MULTIPLE_SRC, values[layer.source]), at(DNNL_ARG_MULTIPLE_SRC + 1, values[layer.other]),
                               at(DNNL_ARG_DST, values[layer.result])};
    with_scratch(pd, a);
    emit(dnnl::concat(pd), a);
  }

  // Logits: float32, one row an image.
  void finish() {
    dims y = values[given.back()].md.dims();
    expect(spec.count > 0, "a network needs steps", 0);
    classes = 1;
    for (size_t d = 1; d < y.size(); ++d) classes *= y[d];
    output = as(given.back(), desc(y, type::f32, y.size() == 2 ? tag::nc : tag::nchw));
    forward = program.size();
    outlive(values[output]);
  }

  void outlive(const Slot& s) { buffers[s.buffer].last = static_cast<int>(program.size()); }

  void differentiate() {
    std::vector<Slot> gradient(values.size());
    output_gradient = slot(values[output].md);
    touch(output_gradient);
    gradient[output] = output_gradient;
    for (size_t k = layers.size(); k-- > 0;) {
      Layer& layer = layers[k];
      const Slot g = gradient[layer.result];
      if (g.buffer < 0) continue;  // nothing reads this value
      if (layer.bits.buffer >= 0) {
        bool leaks = layer.step.activation == LeakyRelu && layer.step.a != 0;
        emit({leaks ? Instruction::Reduce : Instruction::Keep, {}, {}, g, layer.bits, layer.step.activation, layer.step.a, 0});
      }
      if (layer.saved.buffer >= 0) emit({Instruction::Derive, {}, {}, g, layer.saved, layer.step.activation, layer.step.a, 0});
      if (layer.joins) {
        split(gradient, layer.source, g, 0);
        split(gradient, layer.other, g, values[layer.source].md.dims()[1]);
        continue;
      }
      if (layer.converts) {
        Slot d = slot(values[layer.source].md);
        reorder(g, d);
        contribute(gradient[layer.source], d, true);
      } else if (layer.backward) {
        Slot d = slot(layer.diff_source), from = g;
        if (g.md != layer.diff_result) {
          from = slot(layer.diff_result);
          reorder(g, from);
        }
        std::vector<Argument> a = {at(DNNL_ARG_DIFF_DST, from), at(DNNL_ARG_DIFF_SRC, d)};
        if (layer.weights) a.push_back(constant(DNNL_ARG_WEIGHTS, layer.weights));
        if (layer.scratch.get_size() > 0) a.push_back(at(DNNL_ARG_SCRATCHPAD, slot(layer.scratch)));
        if (layer.workspace.buffer >= 0) a.push_back(at(DNNL_ARG_WORKSPACE, layer.workspace));
        emit(layer.backward, a);
        if (d.md != values[layer.source].md) {
          Slot own = slot(values[layer.source].md);
          reorder(d, own);
          d = own;
        }
        contribute(gradient[layer.source], d, true);
      } else {
        contribute(gradient[layer.source], g, layer.other < 0);
      }
      // A residual gets the same gradient, whose memory nobody else needs any more.
      if (layer.other >= 0) contribute(gradient[layer.other], g, true);
    }
    input_gradient = gradient[input];
    if (input_gradient.buffer < 0) throw std::invalid_argument("no value depends on the input");
    outlive(input_gradient);
  }

  // Gives a joined value's part its channels of the gradient.
  void split(std::vector<Slot>& gradient, int part, const Slot& g, memory::dim first) {
    const desc md = values[part].md;
    dims offset(md.dims().size(), 0);
    offset[1] = first;
    Slot own = slot(md);
    reorder({g.buffer, g.md.submemory_desc(md.dims(), offset)}, own);
    contribute(gradient[part], own, true);
  }

  // Adds to a value's gradient; what is given becomes the gradient itself where it is the first and nobody else's.
  void contribute(Slot& gradient, const Slot& given, bool own) {
    if (gradient.buffer >= 0) {
      const desc& md = gradient.md;
      dnnl::binary::primitive_desc pd(dnnl::binary::desc(algorithm::binary_add, md, given.md, md), attributes(), cpu());
      std::vector<Argument> a = {at(DNNL_ARG_SRC_0, gradient), at(DNNL_ARG_SRC_1, given), at(DNNL_ARG_DST, gradient)};
      with_scratch(pd, a);
      emit(dnnl::binary(pd), a);
    } else if (own) {
      gradient = given;
    } else {
      gradient = slot(given.md);
      emit({Instruction::Copy, {}, {}, given, gradient});
    }
  }

  // Buffers that are never needed at the same time share memory: the largest first, each at the lowest place that is free.
  void pack() {
    std::vector<Buffer*> order, placed;
    for (Buffer& b : buffers)
      if (b.first >= 0) order.push_back(&b);
    std::stable_sort(order.begin(), order.end(), [](const Buffer* a, const Buffer* b) { return a->size > b->size; });
    for (Buffer* b : order) {
      size_t size = rounded(b->size), offset = 0;
      std::vector<const Buffer*> beside;
      for (const Buffer* p : placed)
        if (p->first <= b->last && b->first <= p->last) beside.push_back(p);
      std::sort(beside.begin(), beside.end(), [](const Buffer* p, const Buffer* q) { return p->offset < q->offset; });
      for (const Buffer* p : beside) {
        if (offset + size <= p->offset) break;
        offset = std::max(offset, p->offset + rounded(p->size));
      }
      b->offset = offset;
      arena = std::max(arena, offset + size);
      placed.push_back(b);
    }
  }

  static size_t rounded(size_t size) { return (size + 127) / 128 * 128; }
};

// What one thread needs to run a network: memory, and the primitives' arguments bound to it.
class Context {
 public:
  explicit Context(const Network& n) : network(n), stream(cpu()), memory_block(allocate(n.arena)), spoilt(n.spec.unit) {
    for (const Instruction& i : n.program) {
      std::unordered_map<int, memory> bound;
      for (const Argument& a : i.arguments) bound.emplace(a.name, a.slot.buffer >= 0 ? memory(a.slot.md, cpu(), at(a.slot)) : a.constant);
      arguments.push_back(std::move(bound));
    }
  }

  void logits(const float* images, float* out) {
    audit::SignalsWait wait;
    OneThread one;
    Flushed flushed;
    std::fill(spoilt.begin(), spoilt.end(), false);
    const AuditNetwork& s = network.spec;
    float* x = static_cast<float*>(at(network.values[network.input]));
    size_t plane = static_cast<size_t>(s.height) * s.width;
    if (network.mean.empty()) {
      std::memcpy(x, images, plane * s.channels * s.unit * sizeof(float));
    } else {
      for (size_t p = 0; p < static_cast<size_t>(s.unit) * s.channels; ++p) {
        float mean = network.mean[p % s.channels], deviation = network.deviation[p % s.channels];
        for (size_t k = p * plane; k < (p + 1) * plane; ++k) x[k] = (images[k] - mean) / deviation;
      }
    }
    run(0, network.forward);
    std::memcpy(out, at(network.values[network.output]), network.classes * s.unit * sizeof(float));
    spoil(out, network.classes);
  }

  // After logits() on the same images.
  void gradient(const float* logits_gradient, float* out) {
    if (!network.spec.gradient) throw std::logic_error("compiled without gradients");
    audit::SignalsWait wait;
    OneThread one;
    Flushed flushed;
    const AuditNetwork& s = network.spec;
    std::memcpy(at(network.output_gradient), logits_gradient, network.classes * s.unit * sizeof(float));
    run(network.forward, network.program.size());
    const float* d = static_cast<const float*>(at(network.input_gradient));
    size_t plane = static_cast<size_t>(s.height) * s.width;
    for (size_t p = 0; p < static_cast<size_t>(s.unit) * s.channels; ++p) {
      float deviation = network.deviation.empty() ? 1 : network.deviation[p % s.channels];
      for (size_t k = p * plane; k < (p + 1) * plane; ++k) out[k] = d[k] / deviation;
    }
    spoil(out, plane * s.channels);
  }

 private:
  struct Free {
    void operator()(void* p) const { std::free(p); }
  };

  const Network& network;
  dnnl::stream stream;
  std::unique_ptr<void, Free> memory_block;
  std::vector<bool> spoilt;  // images of the unit in which a guard saw a number that is not finite
  std::vector<std::unordered_map<int, memory>> arguments;

  // Cleared: what fills up blocks of channels must be finite.
  static void* allocate(size_t size) {
    size_t whole = (size + 4095) / 4096 * 4096;
    void* block = std::aligned_alloc(4096, whole);
    if (!block) throw std::bad_alloc();
    return std::memset(block, 0, whole);
  }

  void* at(const Slot& s) const { return static_cast<char*>(memory_block.get()) + network.buffers[s.buffer].offset; }

  void run(size_t first, size_t end) {
    for (size_t k = first; k < end; ++k) {
      const Instruction& i = network.program[k];
      switch (i.kind) {
        case Instruction::Primitive: i.run.execute(stream, arguments[k]); break;
        case Instruction::Copy: std::memcpy(at(i.to), at(i.from), i.from.md.get_size()); break;
        case Instruction::Signs: case Instruction::Inside: case Instruction::Keep: case Instruction::Reduce: case Instruction::Derive:
          if (i.from.md.data_type() == type::bf16)
            pointwise<uint16_t>(i);
          else
            pointwise<float>(i);
          break;
        case Instruction::Guard: guard(i.from); break;
      }
    }
  }

  void guard(const Slot& value) {
    size_t images = spoilt.size(), each = Network::elements(value.md) / images;
    bool apart = Network::images_apart(value.md);
    for (size_t k = 0; k < (apart ? images : 1); ++k) {
      size_t n = apart ? each : each * images;
      bool finite = value.md.data_type() == type::bf16 ? all_finite(static_cast<const uint16_t*>(at(value)) + k * n, n)
                                                       : all_finite(static_cast<const uint32_t*>(at(value)) + k * n, n);
      if (!finite && apart) spoilt[k] = true;
      if (!finite && !apart) std::fill(spoilt.begin(), spoilt.end(), true);
    }
  }

  // Rows of spoilt images become NaN.
  void spoil(float* rows, size_t each) const {
    for (size_t k = 0; k < spoilt.size(); ++k)
      if (spoilt[k]) std::fill_n(rows + k * each, each, std::numeric_limits<float>::quiet_NaN());
  }

  template <class T> void pointwise(const Instruction& i) {
    size_t n = Network::elements(i.from.md);
    auto* x = static_cast<T*>(at(i.from));
    auto* bits = static_cast<uint16_t*>(at(i.to));
    switch (i.kind) {
      case Instruction::Signs: signs(x, bits, n); break;
      case Instruction::Inside: inside(x, bits, n, i.a, i.b); break;
      case Instruction::Keep: keep(x, bits, n); break;
      case Instruction::Reduce: reduce(x, bits, n, i.a); break;
      default: derive(x, static_cast<const T*>(at(i.to)), n, i.activation, i.a); break;
    }
  }
};

}  // namespace

AUDIT_API const char* audit_engine_error() { return last_error.c_str(); }

AUDIT_API const char* audit_engine_version() {
  static const std::string text = [] {
    const auto* v = dnnl_version();
    return "oneDNN " + std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
  }();
  return text.c_str();
}

// Whether bfloat16 products are an instruction here: elsewhere they are emulated, and slower than float32.
AUDIT_API int audit_engine_has_bfloat16() {
#ifdef __x86_64__
  return (static_cast<int>(dnnl::get_effective_cpu_isa()) & static_cast<int>(dnnl::cpu_isa::avx512_core_bf16)) ==
         static_cast<int>(dnnl::cpu_isa::avx512_core_bf16);
#else
  return 0;
#endif
}

AUDIT_API int audit_engine_create(const AuditNetwork* spec, void** network, int64_t* classes) {
  return guarded([&] {
    auto n = std::make_unique<Network>(*spec);
    *classes = n->classes;
    *network = n.release();
  });
}
AUDIT_API void audit_engine_delete(void* network) { delete static_cast<Network*>(network); }

// Bytes that a context takes.
AUDIT_API int64_t audit_engine_bytes(void* network) { return static_cast<int64_t>(static_cast<Network*>(network)->arena); }

AUDIT_API int audit_engine_context(void* network, void** context) {
  return guarded([&] { *context = new Context(*static_cast<Network*>(network)); });
}
AUDIT_API void audit_engine_context_delete(void* context) { delete static_cast<Context*>(context); }

// images [unit,C,H,W] -> logits [unit,classes].
AUDIT_API int audit_engine_logits(void* context, const float* images, float* logits) {
  return guarded([&] { static_cast<Context*>(context)->logits(images, logits); });
}
// Gradient [unit,C,H,W] of what has the gradient [unit,classes] in the logits of the last audit_engine_logits on this context.
AUDIT_API int audit_engine_gradient(void* context, const float* logits_gradient, float* images_gradient) {
  return guarded([&] { static_cast<Context*>(context)->gradient(logits_gradient, images_gradient); });
}

#else  // built where oneDNN 2 or OpenMP was not found: callers ask for the version first, and why there is none

AUDIT_API const char* audit_engine_version() { return ""; }
AUDIT_API const char* audit_engine_error() { return AUDIT_ENGINE_MISSING; }

#endif
