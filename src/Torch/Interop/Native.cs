using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The C interface of native/audit_torch.cpp, audit_jit.cpp and audit_confine.cpp, one to one. Functions returning int
/// give nonzero on failure.</summary>
internal static unsafe partial class Native
{
    private const string Library = "audit_torch";

    static Native() => NativeLoader.Register();

    [LibraryImport(Library)] internal static partial byte* audit_error();
    [LibraryImport(Library)] internal static partial byte* audit_version();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int audit_operator(string name, string overload, out nint op);
    [LibraryImport(Library)]
    internal static partial int audit_call(nint op, NativeValue* arguments, int count, NativeValue* results,
        int* resultCount);
    [LibraryImport(Library)] internal static partial void audit_free_list(nint* handles);

    [LibraryImport(Library)] internal static partial void audit_tensor_delete(nint tensor);
    [LibraryImport(Library)] internal static partial nint audit_tensor_alias(nint tensor);
    [LibraryImport(Library)] internal static partial long audit_tensor_dim(nint tensor);
    [LibraryImport(Library)] internal static partial void audit_tensor_sizes(nint tensor, long* sizes);
    [LibraryImport(Library)] internal static partial int audit_tensor_strides(nint tensor, long* strides);
    [LibraryImport(Library)] internal static partial long audit_tensor_numel(nint tensor);
    [LibraryImport(Library)] internal static partial int audit_tensor_dtype(nint tensor);
    [LibraryImport(Library)] internal static partial long audit_tensor_device(nint tensor);
    [LibraryImport(Library)] internal static partial int audit_tensor_is_contiguous(nint tensor);
    [LibraryImport(Library)] internal static partial int audit_tensor_requires_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int audit_tensor_is_leaf(nint tensor);
    [LibraryImport(Library)] internal static partial int audit_tensor_set_requires_grad(nint tensor, int value);
    [LibraryImport(Library)] internal static partial int audit_tensor_data(nint tensor, void** data);
    [LibraryImport(Library)] internal static partial int audit_tensor_item(nint tensor, double* real, long* integer);

    [LibraryImport(Library)]
    internal static partial int audit_grad(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* gradOutputs,
        int retainGraph, int createGraph, int allowUnused, nint* gradients);
    [LibraryImport(Library)]
    internal static partial int audit_external(nint input, nint value, delegate* unmanaged<nint, nint, int, nint*, byte*, int,
        int> backward,
        delegate* unmanaged<nint, void> release, nint state, nint* output);
    [LibraryImport(Library)] internal static partial int audit_grad_enabled();
    [LibraryImport(Library)] internal static partial void audit_set_grad_enabled(int value);

    [LibraryImport(Library)] internal static partial int audit_set_num_threads(int count);
    [LibraryImport(Library)] internal static partial int audit_get_num_threads();
    [LibraryImport(Library)] internal static partial int audit_cuda_device_count();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int audit_jit_load(string path, long device, out nint module);
    [LibraryImport(Library)] internal static partial void audit_jit_delete(nint module);
    [LibraryImport(Library)] internal static partial int audit_jit_eval(nint module);
    [LibraryImport(Library)] internal static partial int audit_jit_forward(nint module, nint input, nint* output);
    [LibraryImport(Library)] internal static partial int audit_archive_open(void* bytes, long size, nint* archive, byte** report);
    [LibraryImport(Library)] internal static partial int audit_archive_load(nint archive, long device, out nint module);
    [LibraryImport(Library)] internal static partial void audit_archive_delete(nint archive);
    [LibraryImport(Library)] internal static partial byte* audit_script_operators();
    [LibraryImport(Library)] internal static partial void audit_free_text(byte* text);

    [LibraryImport(Library)]
    internal static partial int audit_confine(int parent, long memory, int device, byte** readable, int readableCount,
        byte** writable, int writableCount, int* layers);
    [LibraryImport(Library)] internal static partial int audit_block_create(long size);
    [LibraryImport(Library)] internal static partial int audit_block_seal(int file, int frozen);
    [LibraryImport(Library)] internal static partial int audit_block_grow(int file, long size);
    [LibraryImport(Library)] internal static partial int audit_block_inherit(int file, int value);
    [LibraryImport(Library)] internal static partial void audit_block_close(int file);
    [LibraryImport(Library)] internal static partial nint audit_block_map(int file, long size, int writable);
    [LibraryImport(Library)] internal static partial void audit_block_unmap(nint at, long size);
    [LibraryImport(Library)] internal static partial int audit_take_output();

    /// <summary>Throws the native message where status says that a call failed.</summary>
    /// <exception cref="ExternalException">status is not 0 (the exception type that TorchSharp throws).</exception>
    internal static void Check(int status)
    {
        if (status != 0)
            throw new ExternalException(LastError);
    }

    /// <summary>What the last failed call on this thread said, one line.</summary>
    internal static string LastError => Marshal.PtrToStringUTF8((nint)audit_error())!;
}
