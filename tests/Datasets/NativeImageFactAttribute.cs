using Audit.Datasets.Decoding;

namespace Audit.Tests.Datasets;

/// <summary>A test that decodes images; skipped, with the reason, where the decoder is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeImageFactAttribute : FactAttribute
{
    public NativeImageFactAttribute(string library) =>
        Skip = NativeImages.Has(library) ? null
            : $"{(library == NativeImages.Png ? "libpng (libpng16-16)" : "libjpeg-turbo (libturbojpeg0)")} is not installed.";
}
