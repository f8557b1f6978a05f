namespace Audit.Datasets.Fetching;

/// <summary>Data sets that can be fetched.</summary>
/// <remarks>Addresses: the authors' pages for CIFAR; for MNIST, whose own page no longer gives the files, the mirrors that
/// torchvision and TensorFlow use. Digests: of the files as first published (torchvision and TensorFlow Datasets check the
/// same).</remarks>
public static class KnownDownloads
{
    private static readonly string[] MnistMirrors = ["https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/"];

    /// <summary>Files by data set.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<Download>> All = new SortedDictionary<string,
        IReadOnlyList<Download>>(StringComparer.Ordinal)
    {
        ["mnist"] =
        [
            Mnist("train-images-idx3-ubyte.gz", "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609", 9_912_422),
            Mnist("train-labels-idx1-ubyte.gz", "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c", 28_881),
            Mnist("t10k-images-idx3-ubyte.gz", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6", 1_648_877),
            Mnist("t10k-labels-idx1-ubyte.gz", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", 4_542),
        ],
        ["cifar10"] = [Cifar("cifar-10-binary.tar.gz", "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            170_052_171)],
        ["cifar100"] = [Cifar("cifar-100-binary.tar.gz", "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
            168_513_733)],
    };

    private static Download Mnist(string name, string sha256, long bytes) =>
        new(name, [.. MnistMirrors.Select(m => new Uri(m + name))], sha256, bytes);

    private static Download Cifar(string name, string sha256, long bytes) =>
        new(name, [new Uri($"https://www.cs.toronto.edu/~kriz/{name}")], sha256, bytes);
}
