// TorchScript. A module is a program, and libtorch runs parts of it already while it reads the file: default arguments and class
// constants are evaluated as they are compiled, __setstate__ as the objects are read. So reading is cut in three here:
//   1. every source is parsed before it is compiled, and what would be evaluated then must be a literal;
//   2. the classes that the pickles name are compiled, with all that they name in turn, while objects stay empty;
//   3. every node of every function is reported. Only when the caller has agreed are the objects read, with the same functions.
// Uses only what libtorch 1.13 and 2.x have in common.
#include "audit_native.h"
#include "audit_signals.h"

#include <torch/script.h>

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/frontend/parser.h>
#include <torch/csrc/jit/frontend/tree_views.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/runtime/operator.h>
#include <torch/csrc/jit/serialization/import_read.h>
#include <torch/csrc/jit/serialization/import_source.h>

#include <cstring>
#include <functional>
#include <memory>
#include <set>
#include <unordered_set>
#include <vector>

namespace jit = torch::jit;

namespace {

using audit::guarded;
using audit::own;
using audit::tensor;

constexpr size_t kLargestSource = 64u << 20;
const char* const kNativeClasses = "__torch__.torch.classes.";

// The only classes of libtorch's own whose objects may occur: packed weights of quantized layers. Their methods touch memory alone.
bool is_packed_weights(const std::string& name) {
  static const std::set<std::string> names = {
      "__torch__.torch.classes.quantized.LinearPackedParamsBase",
      "__torch__.torch.classes.quantized.Conv2dPackedParamsBase",
      "__torch__.torch.classes.quantized.Conv3dPackedParamsBase",
  };
  return names.count(name) != 0;
}

// The file as bytes of the caller, who keeps them.
class Bytes final : public caffe2::serialize::ReadAdapterInterface {
 public:
  Bytes(const char* data, size_t size) : data_(data), size_(size) {}
  size_t size() const override { return size_; }
  size_t read(uint64_t pos, void* buf, size_t n, const char*) const override {
    if (pos >= size_) return 0;
    n = std::min<uint64_t>(n, size_ - pos);
    std::memcpy(buf, data_ + pos, n);
    return n;
  }

 private:
  const char* data_;
  size_t size_;
};

// ---- 1. sources ----

// What needs no running: numbers, strings, None, lists and tuples of such, a constant or an enum value of the archive.
bool is_literal(const jit::TreeRef& e);

bool all_literal(const jit::TreeRef& e) {
  for (const auto& child : e->trees())
    if (!is_literal(child)) return false;
  return true;
}

bool is_name(const jit::TreeRef& e, const char* name) { return e->kind() == jit::TK_VAR && jit::Var(e).name().name() == name; }

bool is_enum_path(const jit::TreeRef& e) {
  return e->kind() == '.' ? is_enum_path(jit::Select(e).value()) : is_name(e, "__torch__");
}

bool is_literal(const jit::TreeRef& e) {
  switch (e->kind()) {
    case jit::TK_CONST:
    case jit::TK_STRINGLITERAL:
    case jit::TK_NONE:
    case jit::TK_TRUE:
    case jit::TK_FALSE:
      return true;
    case jit::TK_UNARY_MINUS:
    case jit::TK_LIST:
    case jit::TK_LIST_LITERAL:
    case jit::TK_TUPLE_LITERAL:
    case jit::TK_DICT_LITERAL:
      return all_literal(e);
    case jit::TK_VAR:
      return is_name(e, "inf") || is_name(e, "nan");
    case '.':
      return is_enum_path(e) || is_name(jit::Select(e).value(), "CONSTANTS");
    case jit::TK_APPLY: {
      auto call = jit::Apply(e);
      auto callee = call.callee().tree();
      const auto& inputs = call.inputs().tree()->trees();
      if (call.attributes().size() != 0) return false;
      if (is_name(callee, "annotate")) return inputs.size() == 2 && is_literal(inputs[1]);
      return callee->kind() == '.' && is_name(jit::Select(callee).value(), "torch") && jit::Select(callee).selector().name() == "device" &&
          all_literal(call.inputs().tree());
    }
    default:
      return false;
  }
}

void require_literals(const jit::TreeRef& tree, const std::string& file) {
  if (tree->kind() == jit::TK_PARAM) {
    auto value = jit::Param(tree).defaultValue();
    TORCH_CHECK(!value.present() || is_literal(value.get()), "the default of argument '", jit::Param(tree).ident().name(), "' in ", file,
                " is no literal, and would be evaluated as the file is read");
  } else if (tree->kind() == jit::TK_CLASS_DEF) {
    for (const auto& statement : jit::ClassDef(tree).body()) {
      if (statement.kind() != jit::TK_ASSIGN) continue;
      auto assign = jit::Assign(statement);
      if (assign.lhs().kind() == jit::TK_SUBSCRIPT || !assign.rhs().present()) continue;  // __annotations__["name"] = a type
      TORCH_CHECK(is_literal(assign.rhs().get()), "a constant of class '", jit::ClassDef(tree).name().name(), "' in ", file,
                  " is no literal, and would be evaluated as the file is read");
    }
  }
  for (const auto& child : tree->trees()) require_literals(child, file);
}

// The grammar of a source file: a version number in old ones, imports, then classes and functions.
void check_source(const std::shared_ptr<jit::Source>& source, const std::string& file) {
  jit::Parser parser(source);
  auto& lexer = parser.lexer();
  if (lexer.cur().kind == jit::TK_IDENT && lexer.cur().text() == "op_version_set") {
    lexer.next();
    lexer.expect('=');
    lexer.expect(jit::TK_NUMBER);
    lexer.expect(jit::TK_NEWLINE);
  }
  for (;;) {
    while (lexer.nextIf(jit::TK_IMPORT)) {
      while (lexer.cur().kind != jit::TK_NEWLINE) {
        TORCH_CHECK(lexer.cur().kind != jit::TK_EOF, file, " ends in an import");
        lexer.next();
      }
      lexer.next();
    }
    switch (lexer.cur().kind) {
      case jit::TK_EOF: return;
      case jit::TK_CLASS_DEF: require_literals(parser.parseClass(), file); break;
      case jit::TK_DEF: require_literals(parser.parseFunction(false), file); break;
      default: TORCH_CHECK(false, file, " holds something that is neither a class nor a function");
    }
  }
}

// ---- 2. classes ----

struct Archive {
  Archive(const char* data, size_t size)
      : reader(std::make_shared<Bytes>(data, size)),
        unit(std::make_shared<jit::CompilationUnit>()),
        importer(unit, &constants, [this](const std::string& qualifier) { return source(qualifier); }, reader.version()) {}

  caffe2::serialize::PyTorchStreamReader reader;
  std::shared_ptr<jit::CompilationUnit> unit;
  std::vector<at::IValue> constants;
  jit::SourceImporter importer;
  std::string report;
  size_t source_bytes = 0;

  std::shared_ptr<jit::Source> source(const std::string& qualifier) {
    std::string file = "code/" + qualifier + ".py";
    for (size_t k = 5; k + 3 < file.size(); ++k)
      if (file[k] == '.') file[k] = '/';
    if (!reader.hasRecord(file)) return nullptr;
    auto record = reader.getRecord(file);
    source_bytes += std::get<1>(record);
    TORCH_CHECK(source_bytes <= kLargestSource, "its code takes more than ", kLargestSource, " bytes");
    std::string text(static_cast<const char*>(std::get<0>(record).get()), std::get<1>(record));
    auto source = std::make_shared<jit::Source>(text, file, 1);
    check_source(source, file);
    return source;
  }

  c10::StrongTypePtr resolve(const c10::QualifiedName& name) {
    const std::string& text = name.qualifiedName();
    TORCH_CHECK(text.rfind(kNativeClasses, 0) != 0 || is_packed_weights(text), "it holds an object of libtorch's class '", text, "'");
    return c10::StrongTypePtr(unit, importer.loadType(name));
  }

  using Loader = std::function<c10::intrusive_ptr<c10::ivalue::Object>(const c10::StrongTypePtr&, at::IValue)>;

  at::IValue read(const char* pickle, Loader load, at::Device where) {
    return jit::readArchiveAndTensors(pickle, "", "", [this](const c10::QualifiedName& name) { return resolve(name); }, load, where, reader);
  }

  static void fill(c10::ivalue::Object& object, const c10::ClassType& type, const at::IValue& state) {
    auto values = state.toGenericDict();
    for (size_t k = 0; k < type.numAttributes(); ++k) object.setSlot(k, values.at(type.getAttributeName(k)));
  }

  // Objects whose state their own code restores stay empty; those of libtorch restore theirs natively.
  static c10::intrusive_ptr<c10::ivalue::Object> unrun(const c10::StrongTypePtr& type, const at::IValue& state, bool constant) {
    auto of = type.type_->expect<c10::ClassType>();
    auto object = c10::ivalue::Object::create(type, of->numAttributes());
    auto* restore = of->findMethod("__setstate__");
    if (restore == nullptr) {
      fill(*object, *of, state);
    } else if (constant) {
      TORCH_CHECK(is_packed_weights(of->name()->qualifiedName()), "its constants hold an object that restores itself by code, '",
                  of->name()->qualifiedName(), "'");
      (*restore)({object, state});
    }
    return object;
  }

  // Lists and dicts out of an old pickle hold anything; the method that takes them says what.
  static void tag(const at::IValue& value, const c10::TypePtr& type) {
    if (auto optional = type->cast<c10::OptionalType>()) {
      if (!value.isNone()) tag(value, optional->getElementType());
    } else if (auto list = type->cast<c10::ListType>()) {
      if (!value.isList()) return;
      auto items = value.toList();
      items.unsafeSetElementType(list->getElementType());
      for (size_t k = 0; k < items.size(); ++k) tag(items.get(k), list->getElementType());
    } else if (auto dict = type->cast<c10::DictType>()) {
      if (!value.isGenericDict()) return;
      auto entries = value.toGenericDict();
      entries.unsafeSetKeyType(dict->getKeyType());
      entries.unsafeSetValueType(dict->getValueType());
      for (const auto& entry : entries) tag(entry.value(), dict->getValueType());
    } else if (auto tuple = type->cast<c10::TupleType>()) {
      if (!value.isTuple()) return;
      const auto& items = value.toTupleRef().elements();
      for (size_t k = 0; k < items.size() && k < tuple->elements().size(); ++k) tag(items[k], tuple->elements()[k]);
    }
  }

  static c10::intrusive_ptr<c10::ivalue::Object> restored(const c10::StrongTypePtr& type, at::IValue state) {
    auto of = type.type_->expect<c10::ClassType>();
    auto object = c10::ivalue::Object::create(type, of->numAttributes());
    auto* restore = of->findMethod("__setstate__");
    if (restore == nullptr) {
      fill(*object, *of, state);
      return object;
    }
    // Unoptimised, since the class is not whole yet.
    jit::GraphOptimizerEnabledGuard plain(false);
    tag(state, restore->getSchema().arguments().at(1).type());
    (*restore)({object, std::move(state)});
    return object;
  }

  void compile() {
    TORCH_CHECK(!reader.hasRecord("model.json"), "is in TorchScript's format from before 2020: load and save it with a newer PyTorch");
    auto read_constants = read("constants", [](const c10::StrongTypePtr& t, at::IValue s) { return unrun(t, s, true); }, at::kCPU);
    for (const auto& value : read_constants.toTupleRef().elements()) constants.push_back(value);
    read("data", [](const c10::StrongTypePtr& t, at::IValue s) { return unrun(t, s, false); }, at::kCPU);
  }

  jit::Module load(at::Device where) {
    auto root = read("data", [](const c10::StrongTypePtr& t, at::IValue s) { return restored(t, std::move(s)); }, where);
    TORCH_CHECK(root.isObject() && root.toObject()->type()->is_module(), "its data.pkl is no module");
    return jit::Module(root.toObject());
  }
};

// ---- 3. nodes ----

std::string plain(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 32 || c == 127) c = '?';
  return text;
}

class Walk {
 public:
  explicit Walk(Archive& archive) : archive_(archive) {}

  // Compiling a function may define others: on until none is new.
  void run() {
    for (size_t before = 0; before < functions_.size() || before == 0;) {
      before = functions_.size();
      for (auto* function : archive_.unit->get_functions())
        if (functions_.insert(function).second) function->ensure_defined();
      if (functions_.size() == before) break;
    }
    for (auto* function : archive_.unit->get_functions()) {
      name_ = function->qualname().qualifiedName();
      TORCH_CHECK(function->isGraphFunction(), "'", name_, "' is no function of the archive");
      auto graph = jit::toGraphFunction(*function).graph();
      visit(graph->block());
    }
  }

 private:
  void visit(jit::Block* block) {
    for (auto it = block->nodes().begin(); it != block->nodes().end(); ++it) {
      jit::Node* node = *it;
      // Nobody reads a warning here, and library functions carry many that never come up: they go.
      if (node->kind() == c10::aten::warn && node->outputs().empty()) {
        it.destroyCurrent();
        continue;
      }
      report(*node);
      for (auto* inner : node->blocks()) visit(inner);
      for (auto name : node->attributeNames()) {
        if (node->kindOf(name) == jit::AttributeKind::g) visit(node->g(name)->block());
        if (node->kindOf(name) == jit::AttributeKind::gs)
          for (const auto& graph : node->gs(name)) visit(graph->block());
      }
    }
  }

  void report(const jit::Node& node) {
    std::string name = node.kind().toQualString(), overload;
    if (const auto* schema = node.maybeSchema()) overload = schema->overload_name();
    std::string problem = outside(node);
    if (!seen_.insert(name + '\t' + overload + '\t' + problem).second) return;
    std::string place;
    if (auto at = node.sourceRange().file_line_col()) place = std::get<0>(*at) + ":" + std::to_string(std::get<1>(*at));
    for (const auto& part : {name, overload, name_, place, problem}) archive_.report += plain(part) + '\t';
    archive_.report.back() = '\n';
  }

  bool is_ours(const c10::ClassType& type) const {
    if (!type.name()) return false;
    auto found = archive_.unit->get_class(*type.name());
    return (found && found.get() == &type) || is_packed_weights(type.name()->qualifiedName());
  }

  // Calls are allowed to what the walk itself visits. Empty where there is nothing to object to.
  std::string outside(const jit::Node& node) const {
    if (node.kind() == c10::prim::CallFunction) {
      auto type = node.inputs().at(0)->type()->cast<c10::FunctionType>();
      return type && functions_.count(type->function()) ? "" : "a function outside the archive";
    }
    if (node.kind() == c10::prim::CallMethod) {
      auto type = node.inputs().at(0)->type();
      if (auto face = type->cast<c10::InterfaceType>()) return archive_.unit->get_interface(*face->name()) ? "" : "an interface outside the archive";
      auto of = type->cast<c10::ClassType>();
      if (!of || !is_ours(*of)) return "a method of a class outside the archive";
      auto* method = of->findMethod(node.s(c10::attr::name));
      return method && (functions_.count(method) || is_packed_weights(of->name()->qualifiedName())) ? "" : "a method outside the archive";
    }
    if (node.kind() == c10::prim::CreateObject) {
      auto of = node.outputs().at(0)->type()->cast<c10::ClassType>();
      return of && is_ours(*of) ? "" : "a class outside the archive";
    }
    for (const auto* value : node.outputs())
      if (auto of = value->type()->cast<c10::ClassType>())
        if (!is_ours(*of)) return "an object of a class outside the archive";
    return "";
  }

  Archive& archive_;
  std::string name_;
  std::unordered_set<torch::jit::Function*> functions_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

// The bytes must outlive the archive. Compiles the code and walks it; runs none of it. The report has one line for each operator:
// name, overload, function, place, what is wrong with it in any case; tabs between them.
AUDIT_API int audit_archive_open(const char* bytes, int64_t size, void** archive, const char** report) {
  return guarded([&] {
    auto opened = std::make_unique<Archive>(bytes, static_cast<size_t>(size));
    opened->compile();
    Walk(*opened).run();
    *report = opened->report.c_str();
    *archive = opened.release();
  });
}
AUDIT_API void audit_archive_delete(void* archive) { delete static_cast<Archive*>(archive); }

// Reads the objects, which runs their __setstate__, and gives the module in evaluation mode.
AUDIT_API int audit_archive_load(void* archive, int64_t packed_device, void** module) {
  return guarded([&] {
    auto loaded = std::make_unique<jit::Module>(static_cast<Archive*>(archive)->load(audit::device(packed_device)));
    TORCH_CHECK(loaded->find_method("forward"), "it has no method forward");
    loaded->eval();
    *module = loaded.release();
  });
}

// Every operator that TorchScript code can name here, one schema in a line; the caller frees the text.
AUDIT_API char* audit_script_operators() {
  std::string all;
  for (const auto& op : jit::getAllOperators()) {
    std::ostringstream line;
    line << op->schema();
    all += plain(line.str()) + '\n';
  }
  return strdup(all.c_str());
}
AUDIT_API void audit_free_text(char* text) { free(text); }

AUDIT_API int audit_jit_load(const char* path, int64_t packed_device, void** module) {
  return guarded([&] { *module = new jit::Module(jit::load(path, audit::device(packed_device))); });
}
AUDIT_API void audit_jit_delete(void* module) { delete static_cast<jit::Module*>(module); }
AUDIT_API int audit_jit_eval(void* module) {
  return guarded([&] { static_cast<jit::Module*>(module)->eval(); });
}
AUDIT_API int audit_jit_to(void* module, int64_t packed_device) {
  return guarded([&] { static_cast<jit::Module*>(module)->to(audit::device(packed_device)); });
}
AUDIT_API int audit_jit_forward(void* module, void* input, void** output) {
  return guarded([&] {
    audit::SignalsWait wait;
    auto result = static_cast<jit::Module*>(module)->forward({tensor(input)});
    TORCH_CHECK(result.isTensor(), "TorchScript forward returned ", result.tagKind(), ", expected one tensor");
    *output = own(result.toTensor());
  });
}
