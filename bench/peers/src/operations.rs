//! What is measured, in each way that the crates offer.
use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray, StringArray, StringBuilder,
};
use arrow::compute::sum;
use arrow::datatypes::{DataType, Field, Float64Type, Int64Type};
use arrow::error::ArrowError;
use parquet_variant::{Variant, VariantBuilder, VariantMetadata, VariantPath};
use parquet_variant_compute::{
    json_to_variant, shred_variant, unshred_variant, variant_get, variant_to_json, GetOptions,
    VariantArray, VariantValueArrayBuilder,
};
use parquet_variant_json::{JsonToVariant, VariantToJson};

use crate::columns::{Columns, Form};

type Answer<T> = Result<T, Box<dyn Error>>;

#[derive(Clone)]
pub struct Sample {
    pub way: &'static str,
    pub wall_ns: u64,
    pub cpu_ns: u64,
}

pub fn run(operation: &str, c: &Columns) -> Answer<Vec<Sample>> {
    Ok(match operation {
        "from_json" => vec![
            time("json_to_variant", || json_to_variant(&c.json))?,
            time("VariantBuilder for each document", || build_each(c))?,
            time("VariantValueArrayBuilder, names known", || build_known(c))?,
        ],
        "to_json" => vec![
            time("variant_to_json", || variant_to_json(&c.per_row.plain_ref))?,
            time("variant_to_json, metadata shared", || {
                variant_to_json(&c.shared.plain_ref)
            })?,
            time("to_json for each document", || write_each(&c.per_row.plain))?,
        ],
        "validate" => vec![
            time("Variant::try_new", || validate_each(&c.per_row.plain))?,
            time("try_new_with_metadata, metadata shared", || {
                validate_shared(c)
            })?,
        ],
        "get_lat" => [
            gets(c, "user.geo.lat", DataType::Float64)?,
            views(c, "user.geo.lat", numbers::<Float64Type>(|v| v.as_f64()))?,
        ]
        .concat(),
        "get_id" => [
            gets(c, "id", DataType::Int64)?,
            views(c, "id", numbers::<Int64Type>(|v| v.as_int64()))?,
        ]
        .concat(),
        "get_disk" => [
            gets(c, "metrics.disk[2]", DataType::Int64)?,
            views(c, "metrics.disk[2]", numbers::<Int64Type>(|v| v.as_int64()))?,
        ]
        .concat(),
        "get_type" => [gets(c, "type", DataType::Utf8)?, views(c, "type", texts)?].concat(),
        "shred" => vec![
            time("shred_variant", || {
                shred_variant(&c.per_row.plain, &c.leaves)
            })?,
            time("shred_variant, metadata shared", || {
                shred_variant(&c.shared.plain, &c.leaves)
            })?,
        ],
        "unshred" => vec![
            time("unshred_variant", || unshred_variant(&c.per_row.shredded))?,
            time("unshred_variant, metadata shared", || {
                unshred_variant(&c.shared.shredded)
            })?,
        ],
        _ => return Err(format!("no operation {operation}").into()),
    })
}

/// What the operations come to, as a JSON object of numbers: the other side must come to the
/// same.
pub fn facts(c: &Columns) -> Answer<String> {
    let get = |path, as_type| get(&c.per_row, path, as_type);
    let lat = get("user.geo.lat", DataType::Float64)?;
    let id = get("id", DataType::Int64)?;
    let disk = get("metrics.disk[2]", DataType::Int64)?;
    let kind = get("type", DataType::Utf8)?;
    let lat_sum = lat
        .as_primitive::<Float64Type>()
        .iter()
        .flatten()
        .fold(0.0, |a, b| a + b);
    let count = |array: &ArrayRef| array.len() - array.null_count();
    let json = variant_to_json(&c.per_row.plain_ref)?;
    let restored: ArrayRef = unshred_variant(&c.per_row.shredded)?.into();
    let restored = variant_to_json(&restored)?;
    let equal = json
        .iter()
        .zip(restored.iter())
        .filter(|(a, b)| a == b)
        .count();
    let mut facts = format!(
        "\"rows\":{},\"json bytes\":{},\"json hash\":{},\"lat count\":{},\"lat sum\":{:?},\
         \"id count\":{},\"id sum\":{},\"disk count\":{},\"disk sum\":{},\"type count\":{},\
         \"type bytes\":{},\"restored\":{}",
        c.rows(),
        json.value_data().len(),
        hash(json.value_data()),
        count(&lat),
        lat_sum,
        count(&id),
        sum(id.as_primitive::<Int64Type>()).unwrap_or(0),
        count(&disk),
        sum(disk.as_primitive::<Int64Type>()).unwrap_or(0),
        count(&kind),
        kind.as_string::<i32>().value_data().len(),
        equal,
    );
    let mut leaves = vec![];
    leaf_counts(
        "leaf $",
        c.per_row.shredded.typed_value_column(),
        &mut leaves,
    );
    for (path, count) in leaves {
        facts += &format!(",\"{path}\":{count}");
    }
    Ok(format!("{{{facts}}}"))
}

/// FNV-1a, of which 48 bits, so that a double holds it.
fn hash(bytes: &[u8]) -> u64 {
    let whole = bytes.iter().fold(0xcbf29ce484222325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100000001b3)
    });
    whole & 0xffff_ffff_ffff
}

fn thread_cpu_ns() -> u64 {
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `t` is a timespec that may be written.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut t) };
    t.tv_sec as u64 * 1_000_000_000 + t.tv_nsec as u64
}

fn time<T>(
    way: &'static str,
    work: impl FnOnce() -> Result<T, ArrowError>,
) -> Result<Sample, ArrowError> {
    let (cpu, wall) = (thread_cpu_ns(), Instant::now());
    let made = black_box(work()?);
    let sample = Sample {
        way,
        wall_ns: wall.elapsed().as_nanos() as u64,
        cpu_ns: thread_cpu_ns() - cpu,
    };
    drop(made);
    Ok(sample)
}

/// Each document's bytes, freed at once.
fn build_each(c: &Columns) -> Result<usize, ArrowError> {
    let mut bytes = 0;
    for document in c.documents() {
        let mut builder = VariantBuilder::new();
        builder.append_json(document)?;
        let (metadata, value) = builder.finish();
        bytes += metadata.len() + value.len();
    }
    Ok(bytes)
}

/// With a metadata that somebody made beforehand.
fn build_known(c: &Columns) -> Result<ArrayRef, ArrowError> {
    let names = VariantMetadata::try_new(&c.metadata)?;
    let mut values = VariantValueArrayBuilder::new(c.rows());
    for document in c.documents() {
        values.builder_ext(&names).append_json(document)?;
    }
    Ok(Arc::new(values.build()?))
}

fn write_each(variants: &VariantArray) -> Result<Vec<u8>, ArrowError> {
    let mut json = Vec::new();
    for variant in variants.iter().flatten() {
        variant.to_json(&mut json)?;
    }
    Ok(json)
}

fn validate_each(variants: &VariantArray) -> Result<usize, ArrowError> {
    let metadata = variants.metadata_column().as_binary_view();
    let values = variants.value_column().as_binary_view();
    for row in 0..variants.len() {
        black_box(Variant::try_new(metadata.value(row), values.value(row))?);
    }
    Ok(variants.len())
}

/// The metadata is validated once.
fn validate_shared(c: &Columns) -> Result<usize, ArrowError> {
    let metadata = VariantMetadata::try_new(&c.metadata)?;
    let values = c.shared.plain.value_column().as_binary_view();
    for row in 0..values.len() {
        black_box(Variant::try_new_with_metadata(
            metadata.clone(),
            values.value(row),
        )?);
    }
    Ok(values.len())
}

fn get(form: &Form, path: &str, as_type: DataType) -> Result<ArrayRef, ArrowError> {
    let options = GetOptions::new_with_path(VariantPath::try_from(path)?)
        .with_as_type(Some(Arc::new(Field::new("it", as_type, true))));
    variant_get(&form.plain_ref, options)
}

fn gets(c: &Columns, path: &str, as_type: DataType) -> Result<Vec<Sample>, ArrowError> {
    Ok(vec![
        time("variant_get", || get(&c.per_row, path, as_type.clone()))?,
        time("variant_get, metadata shared", || {
            get(&c.shared, path, as_type.clone())
        })?,
    ])
}

/// By views, row by row, without the kernel: `collect` makes an array of what was found.
fn views<A>(
    c: &Columns,
    path: &str,
    collect: impl Fn(&mut dyn Iterator<Item = Variant>, &VariantPath) -> A,
) -> Result<Vec<Sample>, ArrowError> {
    let path = VariantPath::try_from(path)?;
    let per_row = time("get_path for each document", || {
        Ok(collect(&mut c.per_row.plain.iter().flatten(), &path))
    })?;
    let shared = time("get_path, metadata shared", || {
        let metadata = VariantMetadata::try_new(&c.metadata)?;
        let values = c.shared.plain.value_column().as_binary_view();
        let mut rows = values
            .iter()
            .flatten()
            .map(|v| Variant::new_with_metadata(metadata.clone(), v));
        Ok(collect(&mut rows, &path))
    })?;
    Ok(vec![per_row, shared])
}

fn numbers<T: ArrowPrimitiveType>(
    as_type: fn(&Variant) -> Option<T::Native>,
) -> impl Fn(&mut dyn Iterator<Item = Variant>, &VariantPath) -> PrimitiveArray<T> {
    move |rows, path| {
        rows.map(|v| v.get_path(path).as_ref().and_then(as_type))
            .collect()
    }
}

fn texts(rows: &mut dyn Iterator<Item = Variant>, path: &VariantPath) -> StringArray {
    let mut texts = StringBuilder::new();
    for variant in rows {
        texts.append_option(variant.get_path(path).as_ref().and_then(Variant::as_string));
    }
    texts.finish()
}

/// How many values each leaf of a shredded column holds, by its path.
fn leaf_counts(prefix: &str, typed: Option<&ArrayRef>, counts: &mut Vec<(String, usize)>) {
    let Some(typed) = typed else { return };
    match typed.as_struct_opt() {
        None => counts.push((prefix.to_string(), typed.len() - typed.null_count())),
        Some(object) => {
            for (name, field) in object.column_names().iter().zip(object.columns()) {
                let typed = field.as_struct().column_by_name("typed_value");
                leaf_counts(&format!("{prefix}.{name}"), typed, counts);
            }
        }
    }
}
