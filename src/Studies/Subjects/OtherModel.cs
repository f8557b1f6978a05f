using Audit.Import;
using Audit.Networks;

namespace Audit.Studies.Subjects;

/// <summary>A model beside the first.</summary>
public sealed record OtherModel(string Path, LoadedModel Model, IClassifier Classifier)
{
    /// <summary>Its file's name, for people.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);
}
