namespace Audit.Datasets;

/// <summary>Which part of a data set: the images that models are trained on, or those that they are measured on.</summary>
public enum Split
{
    Train,
    Test,
}
