using Audit.Formats;

namespace Audit.Import;

/// <summary>What a model file is, found by its content.</summary>
public enum ModelKind
{
    /// <summary>A checkpoint of ours: safetensors with architecture and normalisation in its metadata.</summary>
    Checkpoint,

    /// <summary>Safetensors of someone else: named tensors.</summary>
    SafeTensors,

    /// <summary>A file of torch.save, in the zip form or the old one.</summary>
    PyTorch,

    /// <summary>Named weights as TorchSharp's Module.save writes them.</summary>
    TorchSharp,

    /// <summary>A TorchScript archive.</summary>
    TorchScript,

    /// <summary>An ONNX model.</summary>
    Onnx,
}
