//! The documents as columns, in each form that an operation takes.
use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, DictionaryArray, Int32Array, StringArray, StructArray,
};
use arrow::datatypes::{DataType, Field, Int32Type};
use parquet_variant::{VariantBuilder, VariantMetadata};
use parquet_variant_compute::{
    json_to_variant, shred_variant, ShreddedSchemaBuilder, VariantArray, VariantValueArrayBuilder,
};
use parquet_variant_json::JsonToVariant;

/// Variants, and the same shredded.
pub struct Form {
    pub plain: VariantArray,
    pub plain_ref: ArrayRef,
    pub shredded: VariantArray,
}

pub struct Columns {
    pub json: ArrayRef,
    pub leaves: DataType,
    /// A metadata of its own in each row, as `json_to_variant` makes it.
    pub per_row: Form,
    /// One metadata for all, sorted, behind a dictionary array.
    pub shared: Form,
    /// That one.
    pub metadata: Vec<u8>,
}

impl Columns {
    pub fn read(path: &str) -> Result<Self, Box<dyn Error>> {
        let text = std::fs::read_to_string(path)?;
        let json: ArrayRef = Arc::new(StringArray::from_iter_values(text.lines()));
        let leaves = leaves()?;
        let per_row = Form::new(json_to_variant(&json)?, &leaves)?;
        let metadata = all_names(&per_row.plain)?;
        let shared = Form::new(share(&json, &metadata)?, &leaves)?;
        Ok(Self {
            json,
            leaves,
            per_row,
            shared,
            metadata,
        })
    }

    pub fn rows(&self) -> usize {
        self.json.len()
    }

    pub fn documents(&self) -> impl Iterator<Item = &str> {
        let json: &StringArray = self.json.as_string();
        json.iter().flatten()
    }
}

impl Form {
    fn new(plain: VariantArray, leaves: &DataType) -> Result<Self, Box<dyn Error>> {
        let shredded = shred_variant(&plain, leaves)?;
        let plain_ref = plain.clone().into();
        Ok(Self {
            plain,
            plain_ref,
            shredded,
        })
    }
}

/// What is shredded: nine leaves.
fn leaves() -> Result<DataType, Box<dyn Error>> {
    Ok(ShreddedSchemaBuilder::new()
        .with_path("id", &DataType::Int64)?
        .with_path("ts", &DataType::Utf8)?
        .with_path("type", &DataType::Utf8)?
        .with_path("user.id", &DataType::Int64)?
        .with_path("user.geo.lat", &DataType::Float64)?
        .with_path("user.geo.lon", &DataType::Float64)?
        .with_path("user.geo.country", &DataType::Utf8)?
        .with_path("active", &DataType::Boolean)?
        .with_path("metrics.cpu", &DataType::Float64)?
        .build())
}

/// Metadata with the names of all rows, sorted.
fn all_names(variants: &VariantArray) -> Result<Vec<u8>, Box<dyn Error>> {
    let column = variants.metadata_column().as_binary_view();
    let distinct: BTreeSet<&[u8]> = column.iter().flatten().collect();
    let mut names = BTreeSet::new();
    for metadata in distinct {
        names.extend(
            VariantMetadata::try_new(metadata)?
                .iter()
                .map(str::to_owned),
        );
    }
    let mut builder = VariantBuilder::new().with_field_names(names.iter().map(String::as_str));
    builder.append_value(());
    Ok(builder.finish().0)
}

/// The documents as Variants of one metadata.
fn share(json: &ArrayRef, metadata: &[u8]) -> Result<VariantArray, Box<dyn Error>> {
    let documents: &StringArray = json.as_string();
    let names = VariantMetadata::try_new(metadata)?;
    let mut values = VariantValueArrayBuilder::new(documents.len());
    for document in documents.iter().flatten() {
        values.builder_ext(&names).append_json(document)?;
    }
    let column = DictionaryArray::<Int32Type>::try_new(
        Int32Array::from_value(0, documents.len()),
        Arc::new(BinaryArray::from_vec(vec![metadata])),
    )?;
    let value = values.build()?;
    let fields = vec![
        Field::new("metadata", column.data_type().clone(), false),
        Field::new("value", value.data_type().clone(), false),
    ];
    let rows = StructArray::try_new(fields.into(), vec![Arc::new(column), Arc::new(value)], None)?;
    Ok(VariantArray::try_new(&rows)?)
}
